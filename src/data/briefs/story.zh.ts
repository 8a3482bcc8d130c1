/** Short Chinese stories: plots of five beats, told of a hero with one pronoun. */
import { lines, type Pools } from "./grammar.ts";

export const storyZh: Pools = {
  layout: lines(`
    <title><start><lost><search><found><mood><end>
    <title><start><stranger><help><thanks><mood><end>
    <title><start><make><fail><again><mood><end>
    <title><start><sound><follow><secret><mood><end>
    <title><start><dream><doubt><dare><mood><end>
    <title><start><storm><shelter><morning><mood><end>`),
  "layout.product": lines(`
    <title><start><find><puzzle><use><mood><endProduct>
    <title><start><gift><puzzle><share><mood><endProduct>
    <title><start><need><search><getProduct><mood><endProduct>
    <title><start><make><fail><withProduct><mood><endProduct>`),
  title: lines(`
    {hero}和{product}¶¶
    {hero}¶¶
    {hero}的故事¶¶
    {setting}里的{hero}¶¶
    今晚的故事¶¶
    一个小故事¶¶
    <silence>
    <silence>
    <silence>
    <silence>`),
  start: lines(`
    {hero}住在{setting}。
    {setting}里住着{hero}。
    从前有{one}{hero}，住在遥远的{setting}。
    {setting}的人都认识{hero}。
    {setting}的清晨，{hero}已经醒了。
    一个下雨的傍晚，{hero}来到了{setting}。
    {setting}里，谁也没见过{hero}这样的。
    那天和往常一样，{hero}正忙着自己的事。
    很久很久以前，有{one}{hero}。
    这是{hero}的故事。
    {setting}的早晨从一声铃响开始，{hero}最喜欢听。
    风吹过{setting}，{hero}站在窗边。
    在{setting}，{hero}正盼着一场冒险。`),
  lost: lines(`
    有一天，{heroShort}发现那把旧钥匙不见了。
    一天傍晚，{he}最喜欢的帽子丢了。
    可是，{heroShort}珍藏多年的信忽然没了踪影。
    一天早上，门上的小铃铛不见了。
    后来，{heroShort}弄丢了奶奶画的地图。`),
  search: lines(`
    {he}翻遍了每块石头，找遍了每扇门后。
    {he}问遍了所有人，谁也帮不上忙。
    {heroShort}走啊走，走到脚都酸了。
    {he}找了整整一天，又找了整整一夜。
    {he}从最近的角落找起，一直找到最远的地方。`),
  found: lines(`
    最后才发现，它一直就在自己的口袋里。
    终于，一个孩子走来，双手把它递了过来。
    就在{he}要放弃的时候，它出现在了眼前。
    原来，它就躺在前一天歇脚的那棵树下。`),
  stranger: lines(`
    一天晚上，一个陌生人敲门借宿。
    有一天，一个孩子站在那里，不认识回家的路。
    后来，一位老奶奶推着坏掉的小车走来。
    一只翅膀受伤的鸟，落在了{he}脚边。`),
  help: lines(`
    {heroShort}没有多问，就伸出了手。
    {he}放下手里的事，跟着去了。
    {he}拥有的不多，却愿意分享。
    {heroShort}想了想，有了主意。`),
  thanks: lines(`
    第二天，门口多了一篮苹果。
    许多年后，这份好意又回到了{he}身边。
    其实不用道谢，可谢意还是来了。
    从那天起，{heroShort}再也不孤单。`),
  make: lines(`
    {heroShort}想做一件谁也没做过的东西。
    {he}的梦想，是烤出最大的蛋糕。
    {heroShort}答应在日出前画完整面墙。
    {he}想做一盏像月亮一样亮的灯。`),
  fail: lines(`
    第一次，散了架。
    大家都摇了摇头。
    一次又一次，都没有成功。
    没过多久，{he}只好从头再来。`),
  again: lines(`
    可是{heroShort}又试了一次，这回成了。
    后来{he}改了一个小地方，就好了。
    {he}睡了一觉，早上醒来就有了答案。
    邻居们都来帮忙，大家一起完成了它。`),
  sound: lines(`
    一天夜里，奇怪的声音把{he}吵醒了。
    每到傍晚就有音乐，谁也不知道从哪里来。
    {heroShort}听见墙后面有人说话。
    窗外有一点小小的光在动。`),
  follow: lines(`
    {heroShort}提着灯跟了上去。
    {he}一级一级走下楼梯。
    {he}等了等，听了听，推开了门。
    一步一步，{he}走近了。`),
  secret: lines(`
    最后一扇门后，是一座没人见过的花园。
    原来只是风，在吹一只旧瓶子。
    那里有一架钢琴，琴上坐着一只老鼠。
    黑暗里，有人泡好了茶在等。`),
  dream: lines(`
    {heroShort}一直想去看海。
    {he}心里的愿望，是在大家面前唱歌。
    每天夜里，{he}都梦见自己在飞。
    {heroShort}最想赢下那场大比赛。`),
  doubt: lines(`
    可是{he}不敢。
    “你做不到的。”别人说。
    路很长，{he}有点害怕。
    {heroShort}试过，又折了回来。`),
  dare: lines(`
    一天早上，{he}就这么开始了。
    {he}看了看天空，出发了。
    这一次，{he}没有回头。
    {heroShort}闭上眼睛，数了数，跳了出去。`),
  storm: lines(`
    一天夜里，来了暴风雨。
    后来，到处的灯都灭了。
    雪下了好多天，路都封了。
    河水涨了，大家都很担心。`),
  shelter: lines(`
    {heroShort}打开门，让大家都进来。
    {he}点起蜡烛，讲起了故事。
    {he}煮了汤，分给每个来的人。
    {heroShort}爬到高处，举起了灯。`),
  morning: lines(`
    天亮时，天空一片晴朗。
    到了早上，大家都还在。
    暴风雨过后，空气闻起来是新的。
    黎明时太阳回来了，好像什么都没发生。`),
  find: lines(`
    有一天，{heroShort}在路边发现了{product}。
    在一只旧箱子里，{heroShort}找到了{product}。
    一扇总是锁着的门后，{heroShort}看见了{product}。
    那天上午，{heroShort}遇见了{product}。`),
  gift: lines(`
    有一天，邮递员送来一个包裹，里面是{product}。
    生日那天，{heroShort}收到了{product}。
    一个陌生人在门口留下了{product}。
    奶奶一直为{heroShort}留着{product}。`),
  puzzle: lines(`
    一开始，{he}不知道该拿它怎么办。
    是谁把它留在这里的呢？
    {he}左看右看，想了又想。
    谁也说不清它从哪里来。`),
  need: lines(`
    {he}的生活里只缺一样东西：{product}。
    {heroShort}听说了{product}，再也想不了别的。
    {heroShort}需要{product}，越早越好。`),
  getProduct: lines(`
    终于，一位店主拉开抽屉，拿出了{product}。
    在最后一家店里，就摆着{product}。
    最后，{he}找到了想要的：{product}。`),
  use: lines(`
    {he}试了一下，一切都变了。
    很快，{he}就离不开{product}了。
    那天晚上，{he}把{product}拿给大家看。`),
  share: lines(`
    {heroShort}叫来邻居，一起分享这份快乐。
    很快，整条街都想看看{product}。
    快乐越分享越多，{he}把{product}传了下去。`),
  withProduct: lines(`
    这时{heroShort}想起了{product}，忽然就成了。
    是{product}让一切不同。
    有了{product}，{he}又试了一次，这回成了。`),
  mood: lines(`
    {he}好久没有这样笑过了。
    {he}抬起头，知道这样就好。
    好一会儿，谁也没有说话。
    远处传来狗叫，日子照常继续。
    {heroShort}觉得轻快多了。`),
  "mood.friendly": lines(`
    大家的脸上都是笑容。
    和朋友在一起，真好。
    “欢迎你，朋友。”{heroShort}说。
    屋子里又温暖又热闹。`),
  "mood.professional": lines(`
    这是一个务实又可靠的办法。
    {heroShort}把经过严谨地记了下来。
    每一步都做得周密妥善。`),
  "mood.playful": lines(`
    {heroShort}嘿嘿一笑，转了个圈。
    “耶！”{heroShort}喊道，还眨了眨眼睛。
    这主意有点傻，可是真好玩。
    咻的一声，不知谁又开始捣蛋了。`),
  "mood.luxurious": lines(`
    一切都闪着华美的光，璀璨夺目。
    {he}的步子优雅，像走在宫殿里。
    那是非凡的一刻。`),
  "mood.urgent": lines(`
    刻不容缓，{heroShort}赶紧往前跑。
    “快，马上！”有人喊道。
    {he}立刻动身，生怕错过。`),
  "mood.calm": lines(`
    四周很安静，{heroShort}慢慢呼了口气。
    轻柔的风吹过，心里一片安宁。
    {he}静静地坐着，听着。
    缓缓地，一切又宁静下来。`),
  end: lines(`
    如果你路过那里，还能听见人们说起这件事。
    {heroShort}明白了，路上的风景也是旅程。
    从那天起，一切都有点不一样了。
    而这，只是开始。
    这个故事，人们一直讲到今天。
    那天夜里，{heroShort}睡得比哪天都香。
    明天，又是新的一天。`),
  endProduct: lines(`
    从那以后，{heroShort}走到哪儿都带着{product}。
    直到今天，{product}还放在最显眼的地方。
    这就是{heroShort}和{product}的故事。
    这一切，都因为{product}。
    {product}呢？天天都在。`),
  "say.hero": lines(`
    我们的主角，就是{hero}。`),
  "say.setting": lines(`
    这一切，都发生在{setting}。
    那是{setting}难忘的一天。`),
  "say.product": lines(`
    那里还有{product}。`),
};
