// Language models as a library: a poem by its form, an answer from a shop's facts. Run: node examples/write.mjs
import { openLanguage, startConversation, writePoems } from "onda/catalog";

const poet = await openLanguage("poet");
const [poem] = await writePoems(poet, { form: "七绝", title: "春夜" }, { seed: 3 });
console.log(poem.text);
await poet.dispose();

const clerk = await openLanguage("clerk");
const shop = startConversation(clerk, { seed: 1 }, "Opening hours: 9 am to 6 pm\nReturns: within 14 days");
const { text } = await shop.ask("When are you open?", { onText: (piece) => process.stdout.write(piece) });
process.stdout.write(text.endsWith("\n") ? "" : "\n");
await clerk.dispose();
