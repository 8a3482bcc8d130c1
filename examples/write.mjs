// A language model as a library: a poem by its form. Run: node examples/write.mjs
import { openLanguage, writePoems } from "onda/catalog";

const poet = await openLanguage("poet");
const [poem] = await writePoems(poet, { form: "七绝", title: "春夜" }, { seed: 3 });
console.log(poem.text);
await poet.dispose();
