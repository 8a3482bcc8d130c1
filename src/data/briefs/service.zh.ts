/** Chinese customer service, as in `service.en.ts`. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import { orderZh } from "./service-order.zh.ts";
import type { ServiceTable } from "./service-table.ts";
import { visitZh } from "./service-visit.zh.ts";

export const serviceZh: ServiceTable = {
  topics: { ...visitZh, ...orderZh },
  price: {
    keys: lines(`
      {product}
      {product}
      {product}价格
      {product}的价格`),
    questions: lines(`
      {product}多少钱？
      {product}怎么卖？
      {product}的价格是多少？
      请问{product}多少钱
      我想要{product}，什么价？
      有{product}吗？
      {product}贵不贵？
      来一个{product}，多少钱？`),
    answers: lines(`
      价格：{value}。
      价格是{value}。
      {value}。
      有的，{value}。
      卖{value}。`),
    noun: "这个价格",
  },
  other: {
    keys: words(
      "会刊, 店员, 工作坊, 积分卡, 包场, 租借, 押金, 语言, 音乐, 洗手间, 露台, 会员, 试用装, 颜色, 材质, 库存, 学生, 儿童, 轮椅, 课程, 门票, 入住, 退房, 早餐, 起订量, 团购, 回收, 定制, 拍照, 活动, 招聘",
    ),
    values: lines(`
      每月一次
      学生{n}折
      {n}元起
      {person}
      在一楼
      可以，请提前说
      到{hour}
      每天{n}元
      在前台
      只在{day}
      还剩{n}件
      红、蓝、绿
      需要预约
      已包含
      {n}个名额
      {n}件起
      暂时没有
      发邮件到{mail}
      {n}岁以下免费
      {code}`),
    questions: lines(`
      {key}呢？
      说说{key}吧。
      {key}？
      {key}是怎么回事？
      我想问问{key}。
      {key}怎么样？
      请问{key}`),
    answers: lines(`
      情况是：{value}。
      资料里写着：{value}。
      规定是：{value}。
      我知道的是：{value}。`),
    noun: "这一点",
  },
  unknown: lines(`
    抱歉，我没有{noun}的信息。要我问问同事吗？
    这个我不知道，我可以请同事回答{noun}的问题。
    我的资料里没有这一项，不想乱说。{noun}可以请同事帮您看。
    不好意思，关于{noun}我说不准。我帮您转给同事好吗？
    我这里没有{noun}的资料，我去问问同事。
    问得好！可惜我不清楚{noun}，要我问问团队吗？
    抱歉，我没有这条信息。我可以向同事了解{noun}。`),
  and: lines(`
    {one}还有，{two}
    {one}{two}
    {one}另外，{two}`),
  leads: lines(`
    你为一家店回答顾客。
    你是客服，请按以下事实回答。
    你是本店的助手。
    本店的资料：
    资料：
    店铺资料：
    回答顾客的问题，只用以下事实。
    客户服务。
    只根据这里写的回答：`),
  talk: {
    greet: {
      said: words("你好, 您好, 在吗？, 早上好, 嗨, 你好呀, 有人吗？, 你好，想问个问题。"),
      answers: lines(`
        您好！有什么可以帮您？
        你好！想了解点什么？
        您好，欢迎！请问有什么问题？
        在的，请说。`),
    },
    thanks: {
      said: lines(`
        谢谢！
        非常感谢。
        好的，谢谢。
        谢谢你的帮助！
        明白了，谢谢
        太好了，有帮助。`),
      answers: lines(`
        不客气！
        很高兴能帮到您，还有别的问题吗？
        不用谢，祝您愉快！
        应该的！
        随时欢迎再问。`),
    },
    bye: {
      said: words("再见！, 拜拜, 回头见, 先这样, 祝你愉快！"),
      answers: lines(`
        再见，期待您的光临！
        祝您愉快！
        再见，谢谢您的来信。
        回头见！`),
    },
    who: {
      said: lines(`
        你是谁？
        你是真人吗？
        我在和机器人说话吗？
        你是什么？
        你是人工智能吗？
        你是AI吗`),
      answers: lines(`
        我是用Onda做的小语言模型，根据这家店的资料回答。
        我不是真人，是用Onda做的小模型，只说店里写下的内容。
        我是一个小程序，由Onda制作，只知道店家告诉我的事。`),
    },
    complaint: {
      said: lines(`
        我收到的东西是坏的。
        你们的服务太差了！
        我等了好久。
        发错货了。
        没人回我邮件。
        质量不行。
        包裹破了。
        重复扣款了。
        少了一样东西。`),
      answers: lines(`
        非常抱歉，我马上转给同事处理。
        很抱歉听到这样的事，这不应该发生。同事会帮您查看。
        我理解，实在对不起，我会告诉团队。
        这确实不应该，抱歉。我请同事来帮您。`),
    },
    elsewhere: {
      said: lines(`
        今天天气怎么样？
        能给我写首诗吗？
        昨天球赛谁赢了？
        法国的首都是哪里？
        讲个笑话吧。
        你怎么看政治？
        能帮我做作业吗？
        你几岁了？
        你爱我吗`),
      answers: lines(`
        我只能回答关于这家店的问题，您想了解什么？
        这个超出了我知道的范围。店里的事可以问我。
        抱歉，我只了解这家店。有什么想问店里的吗？`),
    },
    human: {
      said: lines(`
        我要找人工。
        能和真人说话吗？
        请转接同事。
        我要人工客服`),
      answers: lines(`
        好的，我请同事联系您。
        没问题，我帮您转给同事。
        明白，同事会来接手。`),
    },
  },
  reach: lines(`
    您也可以打电话：{phone}。
    我们的电话：{phone}。
    电话联系：{phone}。`),
};
