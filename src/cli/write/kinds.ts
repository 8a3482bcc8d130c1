/** The kinds of text that `onda write` knows: each with its flags and examples. A test holds the flags to the catalog's fields. */
/** The flags of a kind: a field's flag, and what it says. The catalog knows which values can be. */
export interface KindHelp {
  readonly summary: string;
  readonly description: string;
  readonly flags: readonly (readonly [flag: string, what: string])[];
  readonly examples: string;
}

export const KINDS: Readonly<Record<string, KindHelp>> = {
  poem: {
    summary: "a Chinese poem in regular verse",
    description:
      "Writes Chinese regular verse: 五绝 and 七绝 (four lines of 5 or 7 characters), 五律 and 七律 (eight), 五古 and 七古.",
    flags: [
      ["--form <form>", "五绝, 七绝, 五律, 七律, 五古, 七古, or wujue, qijue, wulu, qilu, wugu, qigu (default: 七绝)"],
      ["--title <title>", "what the poem is called, in Chinese"],
      ["--author <poet>", "in the manner of a poet, such as 李白"],
      ["--first-line <line>", "the line that it begins with"],
      ["--acrostic <characters>", "藏头: what the lines' first characters say, one for each line"],
    ],
    examples: `
Examples:
  $ onda write poem
  $ onda write poem --title 春夜喜雨 --author 杜甫 --form 五律
  $ onda write poem --first-line 白日依山尽
  $ onda write poem --acrostic 春夏秋冬 --count 3
  $ echo "题目：秋思" | onda write poem --brief -`,
  },
  copy: {
    summary: "advertising copy for a product",
    description: "Writes advertising copy for a product, in English or Chinese.",
    flags: [
      ["--product <name>", "what is sold"],
      ["--brand <name>", "who sells it"],
      ["--price <amount>", 'its price, such as "$12" or "¥88"'],
      ["--offer <words>", 'a reduction or a gift, such as "20% off"'],
      ["--features <list>", "what it is like, with commas"],
      ["--audience <people>", "whom the text is for"],
      ["--tone <word>", "friendly, professional, playful, luxurious, urgent or calm"],
      ["--place <name>", "where it is sold"],
    ],
    examples: `
Examples:
  $ onda write copy --product "oat milk" --price '$4' --tone playful
  $ onda write copy --product 手工皂 --price ¥28 --features 天然,温和 --tone 亲切
  $ onda write copy --brief brief.txt --count 3 --out copy/`,
  },
  email: {
    summary: "an email",
    description: "Writes an email that announces, invites, thanks, apologises, reminds, follows up or asks.",
    flags: [
      ["--purpose <word>", "announce, invite, thank, apologise, remind, follow up or ask"],
      ["--topic <words>", "what it is about"],
      ["--name <name>", "to whom it goes"],
      ["--sender <name>", "who signs it"],
      ["--product <name>", "a product that it is about"],
      ["--brand <name>", "whose product it is"],
      ["--date <day>", 'when, such as "Friday, 5 June"'],
      ["--place <name>", "where"],
      ["--offer <words>", "a reduction or a gift"],
      ["--price <amount>", "a price"],
      ["--tone <word>", "friendly, professional, playful, luxurious, urgent or calm"],
    ],
    examples: `
Examples:
  $ onda write email --purpose invite --topic "our tasting evening" --name Clara --sender Tom --date "5 June"
  $ onda write email --purpose 感谢 --topic 新店开业 --name 王先生 --sender 李娜`,
  },
  plan: {
    summary: "a plan in steps",
    description: "Writes a plan in steps, by weeks where they are given.",
    flags: [
      ["--goal <words>", "what it is to reach"],
      ["--product <name>", "the product that it is for"],
      ["--brand <name>", "whose product it is"],
      ["--audience <people>", "whom it shall reach"],
      ["--budget <amount>", "what it may cost"],
      ["--weeks <number>", "how long it runs"],
      ["--date <day>", "when it begins, or from when to when"],
      ["--place <name>", "where"],
    ],
    examples: `
Examples:
  $ onda write plan --goal "win 50 new customers" --weeks 6 --budget '$800'
  $ onda write plan --goal 开一家面馆 --weeks 8 --place 成都`,
  },
  news: {
    summary: "a short piece of news",
    description: "Writes a short piece of news from facts.",
    flags: [
      ["--topic <words>", "what it is about"],
      ["--product <name>", "a new product that it is about"],
      ["--brand <name>", "who has something new"],
      ["--place <name>", "where"],
      ["--date <day>", "when"],
      ["--price <amount>", "a price"],
      ["--facts <list>", "short sentences, with semicolons"],
    ],
    examples: `
Examples:
  $ onda write news --topic "the new reading room" --place Leeds --facts "It has 40 seats; It opens at 9"
  $ onda write news --product 无线耳机 --brand 云雀 --date 6月1日 --price ¥299`,
  },
  story: {
    summary: "a short story",
    description: "Writes a short story.",
    flags: [
      ["--hero <words>", "whom it is about"],
      ["--setting <words>", "where it happens"],
      ["--product <name>", "a thing that has a part in it"],
      ["--tone <word>", "friendly, professional, playful, luxurious, urgent or calm"],
    ],
    examples: `
Examples:
  $ onda write story --hero "a shy fox" --setting "a snowy village" --tone calm
  $ onda write story --hero 小狐狸 --setting 雪山脚下`,
  },
};
