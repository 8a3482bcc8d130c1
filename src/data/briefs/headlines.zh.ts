/** Chinese headlines, lines that are an advertisement by themselves, and hashtags. */
import { lines, type Pools } from "./grammar.ts";

export const headlinesZh: Pools = {
  headline: lines(`
    {product}，[为<moment>而来|你要找的那一个|一试便知|今天就试试|等你很久了]
    遇见{product}
    [{brand}·|{brand}]{product}
    {brand}{product}，为<moment>而来
    给生活加一点{product}
    {brand}出品：{product}
    你的一天，从{product}开始
    {audience}的{product}
    {product}，{sum}
    {product}，来到{place}
    是时候来点{product}了
    {product}来了
    {brand}新选择：{product}`),
  "headline.friendly": lines(`
    嗨，这是{product}
    新朋友{product}来啦
    {product}，给你一点温暖
    欢迎认识{product}
    [{brand}|]{product}，贴心如你
    开心的事：{product}`),
  "headline.professional": lines(`
    {product}，可靠之选
    [{brand}|]{product}，专业而务实
    {product}：高效每一天
    稳妥的选择：{product}
    {product}，严谨用心`),
  "headline.playful": lines(`
    哇，{product}来了！
    噔噔！{product}登场
    嘿嘿，{product}被你发现了
    有了{product}，拒绝无聊
    {product}，好玩到停不下来
    撒花！[{brand}|]{product}`),
  "headline.luxurious": lines(`
    {product}，优雅之选
    臻享{product}
    [{brand}|]{product}，非凡格调
    {product}：细节之处，皆是雅致
    {brand}呈献：{product}，典雅天成
    尊贵如你，当有{product}`),
  "headline.urgent": lines(`
    {product}，别等了！
    抓紧！{product}来了
    马上拥有{product}
    [{brand}|]{product}，错过会后悔
    赶快看看{product}
    {product}，抢先一步`),
  "headline.calm": lines(`
    {product}，慢慢来
    静静地，与{product}在一起
    一段安静时光，给{product}
    {product}，从容的日常
    深呼吸，{product}就在身边
    [{brand}|]{product}，悠然自在`),
  oneLine: lines(`
    {product}，<benefit>。
    [{brand}|]{product}，为<moment>而来。
    <moment>，有{product}。
    {product}，就是好。
    {sum}的{product}，<benefit>。
    想到<moment>，就想到{product}。`),
  "oneLine.friendly": lines(`
    嗨，{product}！<benefit>。
    {product}，像朋友一样懂你。
    [{brand}|]{product}，陪伴每一天。
    {product}，一份暖心的小礼物。`),
  "oneLine.professional": lines(`
    {product}，可靠每一天。
    [{brand}|]{product}，务实之选。
    用{product}，高效每一刻。
    {product}，稳妥的选择。`),
  "oneLine.playful": lines(`
    有{product}，不无聊！
    嘿嘿，{product}！<benefit>。
    [{brand}|]{product}，耶！
    多一点{product}，多一点好玩！`),
  "oneLine.luxurious": lines(`
    {product}，优雅天成。
    臻享[{brand}|]{product}。
    {product}，懂格调的选择。
    {product}，典雅如初。`),
  "oneLine.urgent": lines(`
    {product}，别等！
    抓紧，{product}来了！
    [{brand}|]{product}，不容错过。
    马上拥有{product}。`),
  "oneLine.calm": lines(`
    {product}，慢慢来。
    {product}，一段安静的时光。
    [{brand}|]{product}，从容每一天。
    {product}，静静陪你。`),
  tags: lines(`
    {tag}
    {tag} {brandTag}
    {brandTag} {tag}`),
};
