/** Chinese facts and questions about how to reach and visit the shop. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { TopicTable } from "./service-table.ts";

export const visitZh = {
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
  shop: {
    keys: words("店名, 名称, 公司, 商店"),
    values: lines(`{brand}`),
    questions: lines(`
      你们店叫什么？
      这是哪家店？
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
      资料里写着：{value}。`),
    noun: "联系人",
  },
} satisfies Record<string, TopicTable>;
