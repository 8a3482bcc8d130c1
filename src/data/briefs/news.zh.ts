/** Short Chinese news that tells only what was given. */
import { lines, type Pools } from "./grammar.ts";

export const newsZh: Pools = {
  layout: lines(`
    <headline>¶¶<dateline><lead>{rest}<end>
    <headline>¶¶<dateline><lead>{rest}
    <headline>¶<lead>{rest}<end>
    <headline>¶¶<lead>¶¶{rest}<end>
    <headline>¶<dateline><lead><more>{rest}
    <dateline><lead><more>{rest}<end>
    <headline>¶¶<lead><more>¶¶{rest}
    <headline>¶¶<dateline><lead><end>{rest}
    <headline>¶¶<lead><more><end>{rest}`),
  "layout.short": lines(`
    <headline>¶<lead>{rest}`),
  headline: lines(`
    {brand}推出{product}
    {brand}发布{product}
    [{brand}|]{product}亮相
    新品：{product}
    {product}来到{place}
    {brand}宣布{topic}
    {topic}落户{place}
    {topic}：我们知道这些
    {topic}正式公布
    {brand}筹备{topic}
    {topic}有新消息
    大家都在关注{product}
    {product}即将与大家见面`),
  dateline: lines(`
    【{place}，{date}】
    【{place}】
    {place}讯（{date}）：
    {date}讯：
    本报{place}讯：`),
  lead: lines(`
    {brand}推出了{product}。
    {brand}宣布了{topic}。
    {product}正式与公众见面。
    {brand}正在为{topic}做准备。
    人们在谈论{topic}。
    人们在谈论{product}。
    [{brand}的|]{product}有了新消息。
    [{brand}的|]{topic}有了新消息。
    经过一段时间的准备，{brand}展示了{product}。
    {topic}的准备工作已经开始。
    {brand}的名单上有了新名字：{product}。
    {topic}的计划现已公开。`),
  more: lines(`
    许多人等待这个消息已久。
    消息引起了关注。
    最初的反应充满好奇。
    背后是一支喜欢尝试的团队。
    老顾客早就听到了风声。
    街坊和访客都很好奇。
    这个想法已经酝酿了一段时间。`),
  end: lines(`
    后续消息将陆续公布。
    详情将适时公布。
    感兴趣的人可以到现场了解。
    接下来如何，值得期待。
    好奇的人不妨去看看。
    团队期待大家的到来。
    进一步的计划尚未公开。`),
  "say.topic": lines(`
    这次的主题是{topic}。
    起因：{topic}。`),
  "say.product": lines(`
    这次的焦点是{product}。
    主角是{product}。
    {product}将会亮相。`),
  "say.brand": lines(`
    背后是{brand}。
    由{brand}负责。
    消息来自{brand}。`),
  "say.place": lines(`
    地点：{place}。
    地点在{place}。
    一切都在这里发生：{place}。`),
  "say.date": lines(`
    日期：{date}。
    时间是{date}。
    请记住这一天：{date}。`),
  "say.price": lines(`
    价格：{price}。
    价格为{price}。
    据{brand}介绍，价格为{price}。`),
  "say.facts": lines(`
    {facts}
    {facts}
    据了解，{facts}`),
};
