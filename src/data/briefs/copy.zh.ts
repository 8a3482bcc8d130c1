/** Chinese advertising copy. */
import { lines, type Pools } from "./grammar.ts";
import { headlinesZh } from "./headlines.zh.ts";
import { phrasesZh } from "./phrases.zh.ts";

export const copyZh: Pools = {
  ...phrasesZh,
  ...headlinesZh,
  layout: lines(`
    <headline>¶¶<opener><benefit>。{rest}<closer>
    <headline>¶¶<opener>{rest}<benefit>。<closer>
    <headline>¶{rest}<closer>
    <headline>¶¶<opener>{rest}¶¶<closer>
    <headline>¶¶<opener>¶{restLines}¶¶<closer>
    <headline>¶¶<benefit>。¶{restLines}¶<closer>
    <headline>¶¶<opener><benefit>。{rest}<closer>¶¶<tags>
    <headline>¶{rest}<closer>¶<tags>
    <opener><benefit>。{rest}<closer>
    <question><answer>{rest}<closer>
    <question>¶¶<answer><benefit>。{rest}¶¶<closer>
    <opener>{rest}<closer>¶<tags>
    <headline>¶¶<opener><benefit>。<closer>{rest}
    <headline>¶¶<opener>¶¶<closer>¶{restLines}
    <question><answer><closer>{rest}
    <headline>¶<opener><benefit>。{rest}`),
  "layout.short": lines(`
    <oneLine>{rest}
    <headline>¶{rest}
    <oneLine>{rest}¶<tags>
    <question><answer>{rest}`),
  opener: lines(`
    {brand}带来{product}，为<moment>准备。
    {brand}的{product}，为<moment>而来。
    想给<moment>添点什么？试试{product}吧。
    说到<moment>，就想到{product}。
    来认识一下{product}。
    {brand}用心做出了{product}。
    有了{product}，<moment>都不一样。
    为{audience}准备的{product}，来了。
    {audience}会明白，{brand}为什么做{product}。
    你想要的，{brand}听到了：{product}。
    <moment>，怎么能少了{product}？
    给{product}留个位置吧。`),
  "opener.friendly": lines(`
    嗨，我们觉得你会喜欢{product}。
    很高兴你遇见{product}。
    [{brand}的|]朋友们都在聊{product}，你也来看看吧。
    好东西要和朋友分享，比如{product}。
    进来坐坐，认识一下{product}，欢迎你。
    一份温暖的心意：{product}，为<moment>准备。`),
  "opener.professional": lines(`
    {product}，为<moment>提供可靠的选择。
    [{brand}|我们]以专业的态度，带来{product}。
    选择{product}，让每一天更高效。
    {product}，务实而周密，满足日常所需。
    稳妥、严谨，这就是{product}。`),
  "opener.playful": lines(`
    嘿嘿，你见过{product}没有？
    本来想偷偷藏起{product}，没藏住。
    日子那么长，怎么能无聊？{product}来救场。
    哇，{product}一出场，连猫都抬起了头。
    噔噔！有请{product}。
    想要一点好玩的？{product}举手报名。`),
  "opener.luxurious": lines(`
    {product}，以雅致之心，成就每一处细节。
    [{brand}|我们]邀您臻享{product}。
    真正的优雅无需多言，{product}便是答案。
    考究的你，自有考究的{product}。
    {product}，为<moment>添一份非凡格调。`),
  "opener.urgent": lines(`
    别等明天，{product}已经在这里。
    大家都在问{product}，抓紧看看。
    {product}来了，马上行动吧。
    时间不等人，赶快把{product}带走。
    还没试过{product}？立刻就去。`),
  "opener.calm": lines(`
    深呼吸，这是{product}。
    让日子慢慢来，先从{product}开始。
    {product}，给生活安静的一面。
    简单的东西里有安宁，比如{product}。
    放松一下，{product}陪着你。
    悠然的时光，有{product}就够了。`),
  question: lines(`
    有了{product}，一天会怎样？
    <moment>，还缺点什么？
    {audience}到底想要什么？
    你试过{product}吗？
    想来点新鲜的？
    什么和<moment>最配？`),
  answer: lines(`
    我们的答案：{product}。
    答案是[{brand}的|]{product}。
    当然是{product}。
    就是它，[{brand}|]{product}。`),
  "answer.friendly": lines(`
    朋友，来试试{product}吧。
    很高兴向你介绍[{brand}的|]{product}。
    {product}，暖心的答案。`),
  "answer.professional": lines(`
    {product}，可靠的答案。
    专业的答案：[{brand}|]{product}。
    我们推荐{product}，务实高效。`),
  "answer.playful": lines(`
    {product}呀！撒花！
    噔噔，[{brand}|]{product}！
    当然是{product}，别的都太无聊。`),
  "answer.luxurious": lines(`
    {product}，细节皆雅致。
    臻享[{brand}|]{product}。
    唯有优雅的{product}。`),
  "answer.urgent": lines(`
    {product}，别等了。
    [{brand}|]{product}，赶快！
    马上试试{product}。`),
  "answer.calm": lines(`
    {product}，慢慢享受。
    放松，有[{brand}的|]{product}。
    {product}，静静地好。`),
  closer: lines(`
    今天就来试试吧。
    期待与你见面。
    现在就带回家。
    来看看，你会喜欢的。
    为什么不从今天开始？
    挑一个喜欢的吧。
    犒劳一下自己。
    轮到你了。
    现在下单，等着享受。
    认准{product}。
    点名要{product}就对了。`),
  "closer.friendly": lines(`
    欢迎来坐坐！
    见到你我们会很高兴。
    带上朋友一起来吧！
    我们随时欢迎你。
    带着笑容来，带着开心走。
    愿它陪伴你的每一天。`),
  "closer.professional": lines(`
    欲知详情，敬请联系我们。
    我们为您提供专业建议。
    选择可靠，从现在开始。
    敬请垂询。
    务实之选，今日可得。`),
  "closer.playful": lines(`
    来嘛来嘛，啦啦啦！
    嘿嘿，你已经心动了吧？
    快来一起好玩！
    耶，就等你了！
    眨眼之间，它就是你的了。`),
  "closer.luxurious": lines(`
    臻享此刻。
    愿您尽享优雅时光。
    静候您的品鉴。
    格调，由此开始。
    能为您服务，是我们的荣幸。`),
  "closer.urgent": lines(`
    别等了，马上行动！
    赶快下单！
    抓紧时间，立刻拥有！
    速来，不要错过！
    赶紧来店里看看！`),
  "closer.calm": lines(`
    不着急，慢慢来。
    准备好了再来，从容就好。
    愿你的日子安宁。
    找一个安静的时刻，好好享受。
    放松，日子还长。`),
  "say.product": lines(`
    这就是{product}。
    {product}，就在这里。`),
  "say.brand": lines(`
    {brand}出品。
    来自{brand}。
    {brand}用心做好每一件事。
    认准{brand}。
    {brand}，说到做到。`),
  "say.price": lines(`
    价格：{price}。
    {product}，{price}。
    {sum}就能带走。
    只要{sum}。
    {sum}，{product}就是你的。
    多少钱？{price}。
    现价{sum}。`),
  "say.offer": lines(`
    优惠：{offer}。
    现在{offer}。
    还有好消息：{offer}。
    {offer}！
    给你的优惠：{offer}。
    别忘了：{offer}。`),
  "say.features": lines(`
    特点：{features}。
    {features}，样样都有。
    {features}，这就是{product}。
    一句话：{features}。
    看得见的用心：{features}。`),
  "say.audience": lines(`
    为{audience}准备。
    专为{audience}而来。
    适合{audience}。
    {audience}会喜欢的。
    {audience}，看过来！
    {audience}，说的就是你。`),
  "say.place": lines(`
    地点：{place}。
    来这里找我们：{place}。
    在哪里？{place}。
    {place}，等你来。
    就在{place}。`),
  "line.brand": lines(`
    • 品牌：{brand}
    • {brand}出品`),
  "line.price": lines(`
    • 价格：{price}
    • {price}`),
  "line.offer": lines(`
    • {offer}
    • 优惠：{offer}`),
  "line.features": lines(`
    {bullets}
    {bullets}
    • {features}`),
  "line.audience": lines(`
    • 适合{audience}
    • 为{audience}准备`),
  "line.place": lines(`
    • 地点：{place}
    • 来这里：{place}`),
};
