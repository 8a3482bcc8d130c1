/** A few poems as the package `chinese-poetry` has them, in traditional script; the texts are in the public domain. */
import type { EditionPoem } from "./clean.ts";

const poem = (author: string, title: string, ...paragraphs: string[]): EditionPoem => ({ author, title, paragraphs });

export const editions: readonly EditionPoem[] = [
  poem("李白", "靜夜思", "牀前看月光，疑是地上霜。", "舉頭望山月，低頭思故鄉。"),
  poem("王之渙", "登鸛雀樓（一作朱斌詩）", "白日依山盡，黃河入海流。", "欲窮千里目，更上一層樓。"),
  poem("張繼", "楓橋夜泊", "月落烏啼霜滿天，江楓漁火對愁眠。", "姑蘇城外寒山寺，夜半鐘聲到客船。"),
  poem(
    "杜甫",
    "春望",
    "國破山河在，城春草木深。",
    "感時花濺淚，恨別鳥驚心。",
    "烽火連三月，家書抵萬金。",
    "白頭搔更短，渾欲不勝簪。",
  ),
  poem(
    "李商隱",
    "無題二首  其一",
    "昨夜星辰昨夜風，畫樓西畔桂堂東。",
    "身無彩鳳雙飛翼，心有靈犀一點通。",
    "隔座送鉤春酒暖，分曹射覆蠟燈紅。",
    "嗟余聽鼓應官去，走馬蘭臺類斷（一作轉）蓬。",
  ),
  poem("孟郊", "遊子吟", "慈母手中線，遊子身上衣。", "臨行密密縫，意恐遲遲歸。", "誰言寸草心，報得三春輝。"),
];
