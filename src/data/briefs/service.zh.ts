/** Chinese customer service, as in `service.en.ts`. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { ServiceTable } from "./service-table.ts";

export const serviceZh: ServiceTable = {
  topics: {
    hours: {
      keys: words("营业时间, 开门时间, 时间, 营业"),
      values: lines(`
        周一至周五{hour}–{hour}
        每天{hour}–{hour}
        周二至周日{hour}到{hour}
        早上{am}点到晚上{pm}点
        工作日{hour}–{hour}，周末{hour}–{hour}
        每天{hour}–{hour}，{day}休息
        只在周末，{hour}–{hour}`),
      questions: lines(`
        你们几点开门？
        营业时间是什么时候？
        几点关门？
        今天营业吗？
        周末开门吗？
        晚上还开着吗
        什么时候可以过去？
        请问营业到几点？
        周日开不开？`),
      answers: lines(`
        我们的营业时间：{value}。
        营业时间是{value}。
        您可以在这些时间来：{value}。
        营业时间：{value}，期待您的光临。`),
      noun: "营业时间",
    },
    returns: {
      keys: words("退货, 退换货, 退款, 售后"),
      values: lines(`
        {n}天内可退
        {n}天无理由退货
        {n}天内凭小票退换
        只换不退
        未拆封{n}天内可退
        {n}天内退货，运费自理
        特价商品不退`),
      questions: lines(`
        可以退货吗？
        退货政策是什么？
        几天内能退？
        不喜欢可以退钱吗？
        怎么退款？
        能换货吗
        不合适怎么办？
        退换货怎么弄？`),
      answers: lines(`
        关于退货：{value}。
        退换规则：{value}。
        退货是这样的：{value}。
        我们的退货政策：{value}。`),
      noun: "退货",
    },
    delivery: {
      keys: words("配送, 快递, 发货, 物流"),
      values: lines(`
        {n}个工作日
        {small}到{n}天，满{n}元包邮
        运费{n}元
        满{n}元免运费
        {town}当日送达
        只能自提
        {n}天内发货
        每单{n}元，{small}天到
        {town}市内骑车送`),
      questions: lines(`
        多久能送到？
        可以送货吗？
        运费多少？
        什么时候发货？
        包邮吗？
        快递要几天
        能寄给我吗？
        我的订单什么时候到？
        外地能送吗？`),
      answers: lines(`
        配送：{value}。
        关于配送：{value}。
        我们的配送方式：{value}。
        发货情况是：{value}。`),
      noun: "配送",
    },
    address: {
      keys: words("地址, 门店, 位置, 在哪里"),
      values: lines(`
        {town}{street}
        {street}
        {town}{street}二楼
        车站旁，{street}
        {town}老市场里`),
      questions: lines(`
        你们在哪里？
        地址是什么？
        怎么找到你们？
        店在哪儿？
        门店地址发我一下
        在哪条路上？
        我想过去看看，怎么走？`),
      answers: lines(`
        我们在这里：{value}。
        地址：{value}。
        我们的地址是{value}。
        欢迎过来：{value}。`),
      noun: "地址",
    },
    phone: {
      keys: words("电话, 联系电话, 热线, 手机"),
      values: lines(`
        {phone}
        {phone}
        {phone}（工作日）`),
      questions: lines(`
        电话是多少？
        可以打电话吗？
        怎么打电话给你们？
        有电话吗
        联系电话是什么？
        我想电话里说。`),
      answers: lines(`
        您可以打电话：{value}。
        我们的电话：{value}。
        请拨打{value}。
        电话是{value}。`),
      noun: "电话",
    },
    email: {
      keys: words("邮箱, 电子邮件, 邮件"),
      values: lines(`{mail}`),
      questions: lines(`
        邮箱是什么？
        邮件发到哪里？
        可以给你们写邮件吗？
        邮箱？
        照片发到哪个邮箱？`),
      answers: lines(`
        您可以写信到：{value}
        我们的邮箱：{value}
        请发到{value}。
        邮箱是{value}。`),
      noun: "邮箱",
    },
    payment: {
      keys: words("付款, 支付方式, 支付, 付款方式"),
      values: lines(`
        微信和支付宝
        只收现金
        只能刷卡
        微信、支付宝、现金
        可开发票
        可分{small}期
        刷卡或现金`),
      questions: lines(`
        怎么付款？
        可以刷卡吗？
        能用微信吗？
        收现金吗？
        支持哪些支付方式？
        支付宝可以吗
        能分期吗？`),
      answers: lines(`
        付款方式：{value}。
        您可以这样付款：{value}。
        我们支持：{value}。
        关于付款：{value}。`),
      noun: "付款方式",
    },
    parking: {
      keys: words("停车, 停车场, 车位"),
      values: lines(`
        店后面
        院里有{n}个车位
        没有，请坐地铁
        每小时{n}元
        免费{n}小时
        停在{street}`),
      questions: lines(`
        哪里可以停车？
        有停车场吗？
        有车位吗？
        我开车来，能停吗？
        停车方便吗`),
      answers: lines(`
        关于停车：{value}。
        停车：{value}。
        停车的情况是：{value}。`),
      noun: "停车",
    },
    warranty: {
      keys: words("保修, 质保, 维修"),
      values: lines(`
        {small}年
        {n}个月
        车架终身
        免费维修{small}年
        电池{n}个月
        二手商品不保`),
      questions: lines(`
        有保修吗？
        质保多久？
        坏了怎么办？
        能修吗？
        保修几年
        售后维修怎么算？`),
      answers: lines(`
        保修：{value}。
        关于保修：{value}。
        质保情况：{value}。
        如果坏了：{value}。`),
      noun: "保修",
    },
    booking: {
      keys: words("预约, 预订, 订位"),
      values: lines(`
        电话或线上
        不需要
        提前{n}天电话预约
        发邮件到{mail}
        {n}人以上需要
        随到随坐
        官网可订，最多提前{n}周`),
      questions: lines(`
        需要预约吗？
        怎么预订？
        可以订位吗？
        要不要提前约？
        怎么约时间
        能订一桌吗？`),
      answers: lines(`
        关于预约：{value}。
        预约：{value}。
        预订方式：{value}。`),
      noun: "预约",
    },
    wifi: {
      keys: words("Wi-Fi, 无线网, 上网"),
      values: lines(`
        免费，请问前台
        密码{code}
        仅限客人
        免费{n}小时
        没有`),
      questions: lines(`
        有无线网吗？
        wifi密码多少？
        能上网吗？
        有网吗
        可以带电脑来工作吗？`),
      answers: lines(`
        无线网：{value}。
        关于上网：{value}。
        上网的情况：{value}。`),
      noun: "无线网",
    },
    pets: {
      keys: words("宠物, 狗狗, 带宠物"),
      values: lines(`
        牵绳可进
        欢迎狗狗
        不可以
        只限小型犬
        可以在露台
        每晚{n}元`),
      questions: lines(`
        可以带狗吗？
        能带宠物吗？
        狗狗可以进吗？
        猫能带来吗
        宠物友好吗？`),
      answers: lines(`
        宠物：{value}。
        关于宠物：{value}。
        带宠物的话：{value}。`),
      noun: "宠物",
    },
    gift: {
      keys: words("礼品卡, 礼券, 礼品包装"),
      values: lines(`
        {n}元起
        前台和网上都有
        {small}年有效
        免费
        每件{n}元
        有{small}种图案`),
      questions: lines(`
        有礼品卡吗？
        可以买礼券吗？
        能包装成礼物吗？
        送人的，有礼品包装吗？
        礼品卡怎么买`),
      answers: lines(`
        关于礼品：{value}。
        {key}：{value}。
        我知道的是：{value}。`),
      noun: "礼品卡",
    },
    website: {
      keys: words("网站, 官网, 网店, 网址"),
      values: lines(`{site}`),
      questions: lines(`
        有网站吗？
        网店在哪里？
        可以网上下单吗？
        官网是什么
        网址发我一下`),
      answers: lines(`
        我们的网站：{value}
        网上在这里：{value}
        可以在这里下单：{value}
        请看{value}`),
      noun: "网站",
    },
    allergens: {
      keys: words("过敏原, 含有, 纯素, 配料"),
      values: lines(`
        坚果和牛奶
        可能含微量坚果
        小麦、鸡蛋、大豆
        每个标签上都有
        {n}道素食
        不含麸质`),
      questions: lines(`
        里面有坚果吗？
        我过敏，里面有什么？
        有素食吗？
        含麸质吗
        过敏原有哪些？
        配料是什么？`),
      answers: lines(`
        我知道的是，{key}：{value}。
        关于配料和过敏原：{value}。
        {key}：{value}。`),
      noun: "过敏原",
    },
    sizes: {
      keys: words("尺码, 尺寸, 码数"),
      values: lines(`
        S到XL
        3{small}–4{small}码
        XS、S、M、L
        均码
        偏小
        儿童{n}–{big}`),
      questions: lines(`
        有哪些尺码？
        有XL吗？
        尺码准吗？
        有大码吗
        我该买多大？`),
      answers: lines(`
        尺码：{value}。
        关于尺码：{value}。
        我们有这些尺码：{value}。`),
      noun: "尺码",
    },
    shop: {
      keys: words("店名, 名称, 公司, 商店"),
      values: lines(`{brand}`),
      questions: lines(`
        你们店叫什么？
        这是哪家店？
        我在和谁说话？
        店名是什么
        请问是哪家店？`),
      answers: lines(`
        这里是{value}。
        您联系的是{value}。
        我们的店名是{value}。
        {value}，有什么可以帮您？`),
      noun: "店名",
    },
    contact: {
      keys: words("联系人, 店长, 老板, 负责人"),
      values: lines(`
        {person}
        {person}
        {person}，{phone}`),
      questions: lines(`
        老板是谁？
        我该找谁？
        负责人是谁？
        店长在吗？
        联系人是谁`),
      answers: lines(`
        您的联系人：{value}。
        请找{value}。
        {key}：{value}。`),
      noun: "联系人",
    },
  },
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
      {product}：{value}。
      {product}的价格是{value}。
      {product}，{value}。
      有的，{product}，{value}。
      {product}卖{value}。`),
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
      {key}：{value}。
      关于{key}：{value}。
      {key}的情况：{value}。
      我知道的是，{key}：{value}。`),
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
    你为{brand}回答顾客。
    你是{brand}的客服，请按以下事实回答。
    你是{brand}的助手。
    {brand}的资料：
    资料：
    店铺资料：
    回答顾客的问题，只用以下事实。
    {brand}客户服务。
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
