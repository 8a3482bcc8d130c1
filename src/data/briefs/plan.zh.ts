/** Chinese plans, built as in `plan.en.ts`. */
import { lines, type Pools } from "./grammar.ts";

export const planZh: Pools = {
  layout: lines(`
    <title>¶¶<intro>{rest}¶¶{steps}¶¶<closer>
    <title>¶¶{restLines}¶¶{steps}¶¶<closer>
    <title>¶¶<intro>¶¶{steps}¶¶{rest}<closer>
    <title>¶¶{rest}¶¶{steps}
    <title>¶¶{steps}¶¶{restLines}
    <title>¶{restLines}¶¶{steps}¶¶<closer>
    <title>¶¶<intro>¶¶{steps}¶¶<closer>¶¶{restLines}
    <title>¶¶{steps}¶¶<closer>{rest}`),
  title: lines(`
    计划：{goal}
    {product}推广计划
    {product}营销方案
    {brand}的计划
    行动计划：{goal}
    怎样{doGoal}
    {product}：行动方案
    {goal}：分步计划
    {brand}{product}推广计划
    行动计划`),
  intro: lines(`
    目标很清楚：{goal}。
    这份计划帮我们{doGoal}。
    一切都围绕一个目标：{goal}。
    让更多人认识{product}，可以这样做。
    保持简单，一次只做一件事。
    {brand}可以这样做。
    计划一览。
    一步接一步，这就是思路。
    少即是多，每一步只做一件事。`),
  prepare: lines(`
    写下成功是什么样子
    和几位顾客聊聊，听听想法
    问问{audience}需要什么
    看看同行怎么做，找到空白
    分工，明确谁做什么
    为{product}选定一句话
    收集照片和短文案
    列出所有渠道
    弄清{audience}常在哪里出现
    想好最希望大家记住的一点
    回顾上次哪些做法有效
    整理顾客最常问的问题`),
  build: lines(`
    写好文案，请人读一遍
    给{product}拍好照片
    准备海报、推文和邮件
    做一个简单的介绍页面
    培训团队，人人都能回答问题
    排好发布日历
    印传单，贴海报
    请合作伙伴帮忙宣传
    为{product}拍一段短视频
    找一小群人试一试反应
    准备好常见问题的回答
    给所有认识{brand}的人写一封信`),
  launch: lines(`
    发布第一条内容，回复每条评论
    群发邮件
    向第一批顾客展示{product}
    开门迎客，亲自打招呼
    邀请{audience}体验{product}
    派发试用，收集意见
    告诉当地媒体
    每天分享一个{product}背后的故事
    全渠道同时上线
    在社群里办个小比赛
    和来访的人聊天，记下他们的话`),
  review: lines(`
    看数据，保留有效的做法
    感谢每一位帮忙的人
    请顾客写评价
    写下下次怎样做得更好
    对照目标，检查结果
    停掉没用的，加强有用的
    和团队分享结果
    规划下一步
    重发最受好评的内容，感谢读者`),
  closer: lines(`
    今天开始，明天改进。
    经常回看计划，不行就改。
    步子小，但天天走。
    祝顺利！
    目标都清楚了，开始吧。
    保持简单，保持好奇。
    边做边记，越做越好。
    哪一步慢了，就把下一步缩短。`),
  "say.goal": lines(`
    目标：{goal}。
    我们的目标是{goal}。
    想做到的事：{goal}。`),
  "say.product": lines(`
    主角是{product}。
    产品：{product}。
    这份计划为{product}而做。`),
  "say.brand": lines(`
    这份计划属于{brand}。
    品牌：{brand}。
    由{brand}带头。`),
  "say.audience": lines(`
    受众：{audience}。
    我们面向{audience}。
    计划为{audience}而定。
    把{audience}放在第一位。`),
  "say.budget": lines(`
    预算：{budget}。
    预算是{budget}。
    可用资金{budget}。
    花费控制：{budget}，用在刀刃上。`),
  "say.weeks": lines(`
    时间：{duration}。
    计划为期{duration}。
    我们有{duration}。
    前后一共{duration}。`),
  "say.date": lines(`
    日期：{date}。
    关键日期：{date}。
    记住这一天：{date}。`),
  "say.place": lines(`
    地点：{place}。
    就在这里进行：{place}。
    地点定在{place}。`),
  "line.goal": lines(`目标：{goal}`),
  "line.product": lines(`产品：{product}`),
  "line.brand": lines(`品牌：{brand}`),
  "line.audience": lines(`受众：{audience}`),
  "line.budget": lines(`预算：{budget}`),
  "line.weeks": lines(`
    时间：{duration}
    周期：{duration}`),
  "line.date": lines(`
    日期：{date}
    关键日期：{date}`),
  "line.place": lines(`地点：{place}`),
};
