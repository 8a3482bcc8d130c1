/** Chinese emails, built as in `email.en.ts`. */
import { lines, type Pools } from "./grammar.ts";

export const emailZh: Pools = {
  layout: lines(`
    主题：<subject>{below}¶¶<greeting>¶¶<hello><body>{rest}¶¶<ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<body>{rest}<ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<body>¶¶{rest}<ask>¶¶<ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<hello>¶¶<body>{rest}<ask><ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<body>¶{restLines}¶<ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<hello><body>¶¶{restLines}¶¶<ask><ending>¶¶<signOff>
    主题：<subject>{below}¶¶<greeting>¶¶<hello><body><ask>¶¶<ending>¶¶<signOff>{postscript}
    主题：<subject>{below}¶¶<greeting>¶¶<body><ending>¶¶<signOff>{postscript}`),
  "layout.short": lines(`
    主题：<subject>{below}¶¶<greeting>¶¶<body>{rest}<ending>¶¶<signOff>`),
  subject: lines(`
    {topic}
    关于{topic}
    {product}
    关于{product}
    {topic}的消息
    来自{brand}的一封信
    写给你的几句话`),
  "subject.announce": lines(`
    通知：{topic}
    通知：{product}
    {product}来了
    {topic}即将开始
    {brand}有新消息
    我们有新消息`),
  "subject.invite": lines(`
    邀请：{topic}
    邀请你体验{product}
    诚邀参加{topic}
    {date}，你来吗？
    来自{brand}的邀请
    一封邀请信`),
  "subject.thank": lines(`
    感谢
    谢谢你选择{product}
    来自{brand}的感谢
    感谢：{topic}
    谢谢你`),
  "subject.apologise": lines(`
    我们的歉意
    关于{topic}的道歉
    对不起：{product}
    {brand}向你道歉
    我们想弥补`),
  "subject.remind": lines(`
    提醒：{topic}
    提醒：{product}
    别忘了：{date}
    一个小提醒
    {topic}提醒`),
  "subject.follow": lines(`
    跟进：{topic}
    {product}，考虑得怎么样了？
    {topic}，有什么想法？
    关于{product}的后续
    后续联系`),
  "subject.ask": lines(`
    关于{topic}的请求
    关于{product}，想问问你
    可以请教你一件事吗？
    {topic}，能帮个忙吗？
    {brand}的一个请求`),
  greeting: lines(`
    {name}：
    {name}，您好：
    尊敬的{name}：
    {name}，你好！
    {no name}您好：
    {no name}你好：
    {no name}各位读者：`),
  "greeting.friendly": lines(`
    嗨，{name}：
    亲爱的{name}：
    {name}，你好！
    {no name}亲爱的朋友：
    {no name}嗨，你好：`),
  "greeting.professional": lines(`
    尊敬的{name}：
    {name}，您好：
    {no name}尊敬的客户：
    {no name}您好：`),
  "greeting.luxurious": lines(`
    尊敬的{name}：
    {no name}尊敬的贵宾：`),
  hello: lines(`
    展信佳。
    希望你一切都好。
    今天给你写几句话。
    [我们是{brand}。|]最近过得好吗？
    打扰你一会儿。
    愿你这周过得顺利。`),
  "hello.friendly": lines(`
    希望你今天有个好笑容。
    很高兴给你写信。
    最近好吗？[{brand}的|]朋友们都惦记着你。
    给你送上一份温暖的问候。`),
  "hello.professional": lines(`
    诚挚问候。
    感谢您在百忙之中阅读，以下内容力求详尽。
    [谨代表{brand}，|]向您致以诚挚的问候。`),
  "hello.playful": lines(`
    嘿嘿，我们又来啦。
    先倒杯茶，下面的内容很好玩。
    今天的邮件保证不无聊。
    噔噔，[{brand}|我们]来敲门了！`),
  "hello.luxurious": lines(`
    能给您写信，是我们的荣幸。
    谨以此信，[代表{brand}|]向尊贵的您致意。
    愿这封信为您带来一份雅致。`),
  "hello.urgent": lines(`
    事情有点急，请马上看一下。
    时间紧，长话短说，请尽快读完。
    请立刻读一读这封信。`),
  "hello.calm": lines(`
    愿你有一段安静的时间读这封信。
    泡杯茶，慢慢读。
    愿你的日子从容安宁。`),
  body: lines(`
    写信是为了{topic}。
    这封信关于{product}。
    想和你说说{topic}。
    想和你说说{product}。
    我们一直想和你联系。
    我们常常想起你。`),
  "body.announce": lines(`
    我们有消息要告诉你：{topic}。
    我们要宣布：{topic}。
    {product}来了，你是最先知道的人之一。
    经过一番努力，{product}终于和你见面了。
    今天正式宣布{topic}，我们期待已久。
    [{brand}|我们]有了新东西：{product}。
    [{brand}|我们]有新消息，想第一个告诉你。`),
  "body.invite": lines(`
    想邀请你参加{topic}。
    诚邀你来参加{topic}。
    {topic}，希望有你在。
    我们为{product}准备了一场聚会，给你留了位置。
    来和我们一起体验{product}吧。
    想请你来我们这里看看。
    这就是给你的邀请，少了你就不一样了。`),
  "body.thank": lines(`
    谢谢你一直都在。
    谢谢你选择{product}，这对我们很重要。
    谢谢你对{topic}的帮助。
    谢谢你的信任，这是我们前进的力量。
    为了{topic}，我们想说声谢谢。
    没有你，就没有这样的{topic}。谢谢你。
    谢谢你的时间和鼓励。`),
  "body.apologise": lines(`
    关于{topic}，我们很抱歉，这不是我们想要的样子。
    很抱歉，{product}没有达到你的期待。
    {topic}这件事，我们做错了，在此道歉。
    请接受我们的歉意，你值得更好的。
    我们这边出了差错，给你添麻烦了，对不起。
    {product}给你添了麻烦，我们很抱歉，正在改进。`),
  "body.remind": lines(`
    提醒你一下：{topic}。
    小小提醒：{topic}快到了。
    {product}还在等你。
    {topic}，请记得哦。
    别忘了{topic}。
    只是想提醒你一下。`),
  "body.follow": lines(`
    想再和你聊聊{topic}。
    这封信是想跟进{topic}。
    {product}，你考虑得怎么样了？
    上次联系之后，想问问你对{product}的感觉。
    关于{topic}，你还有什么问题吗？
    说好了再联系，所以我来了。`),
  "body.ask": lines(`
    {topic}，能请你帮个忙吗？
    关于{topic}，我们想问问你的意见。
    你觉得{product}怎么样？你的意见对我们很重要。
    有个小小的请求，和{topic}有关。
    很想听听你对{product}的看法。
    可以问你一个问题吗？`),
  ask: lines(`
    有问题请直接回复这封邮件。
    告诉我们你的想法吧。
    简单回复一句就好。
    有不清楚的地方，请写信给我们。
    需要的话，我们都在。`),
  "ask.invite": lines(`
    能不能来，请告诉我们一声。
    简单回复一句就好。
    来不来，说一声就行。`),
  "ask.apologise": lines(`
    请告诉我们怎样弥补。
    如果还有问题，请回复这封邮件。`),
  ending: lines(`
    期待你的回复。
    谢谢你读到这里。
    祝一切顺利。
    我们期待着。
    祝你有美好的一天。
    回头见。`),
  "ending.friendly": lines(`
    很高兴能听到你的消息！
    带着笑容，回头见。
    抱一抱，祝你每天开心。
    我们随时欢迎你。
    也替我们问候你的朋友。`),
  "ending.professional": lines(`
    敬请回复。
    如有需要，我们将妥善安排。
    此致，敬礼。
    诚挚期待您的答复。`),
  "ending.playful": lines(`
    啦啦啦，等你回信！
    去做点好玩的吧，耶！
    嘿嘿，就说到这儿。
    撒花，回见！`),
  "ending.luxurious": lines(`
    静候佳音，不胜荣幸。
    愿您尽享优雅时光。
    您值得非凡的一切。
    愿雅致常伴您左右。`),
  "ending.urgent": lines(`
    请尽快回复。
    请马上告诉我们。
    时间紧迫，别等了。
    请抓紧，我们等着你。`),
  "ending.calm": lines(`
    不急，慢慢来。
    先放松一下，再回复也不迟。
    祝你有安静的一天。
    愿你从容自在。`),
  signOff: lines(`
    [祝好|此颂时祺|顺祝安好|谢谢|祝顺利]，¶{sender}
    [祝好|谢谢|祝顺利]！¶{sender}
    {sender}
    [祝好|顺祝安好|谢谢]，¶{no sender}[{brand}团队|我们全体同事]`),
  "signOff.friendly": lines(`
    [祝开心|祝好|保重]，¶{sender}
    [祝开心|祝好]，¶{no sender}[{brand}的伙伴们|你的伙伴们]`),
  "signOff.professional": lines(`
    [顺颂商祺|祝好|谨启]，¶{sender}
    [顺颂商祺|祝好]，¶{no sender}[{brand}团队|客户服务团队]`),
  "say.topic": lines(`
    说的是{topic}。
    主题是{topic}。`),
  "say.product": lines(`
    说的是{product}。
    产品：{product}。
    {product}也在其中。`),
  "say.brand": lines(`
    我们来自{brand}。
    这是{brand}写给你的信。
    {brand}全体同事向你问好。
    {brand}一直在。`),
  "say.date": lines(`
    日期：{date}。
    请记下日期：{date}。
    什么时候？{date}。
    时间定在{date}。`),
  "say.place": lines(`
    地点：{place}。
    在哪里？{place}。
    我们在这里等你：{place}。
    地点定在{place}。`),
  "say.offer": lines(`
    给你的优惠：{offer}。
    还有一个好消息：{offer}。
    一点心意：{offer}。
    另外：{offer}。`),
  "say.price": lines(`
    价格：{price}。
    {product}，{price}。
    {sum}就能带走{product}。`),
  "line.topic": lines(`• 主题：{topic}`),
  "line.product": lines(`
    • 产品：{product}
    • {product}`),
  "line.brand": lines(`• 品牌：{brand}`),
  "line.date": lines(`
    • 时间：{date}
    • 日期：{date}`),
  "line.place": lines(`
    • 地点：{place}
    • 在{place}`),
  "line.offer": lines(`
    • {offer}
    • 优惠：{offer}`),
  "line.price": lines(`
    • 价格：{price}
    • {price}`),
};
