/** Chinese facts and questions about orders. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { TopicTable } from "./service-table.ts";

export const orderZh = {
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
  gift: {
    keys: words("礼品卡, 礼券, 购物卡"),
    values: lines(`
      {n}元起
      前台和网上都有
      {small}年有效
      {n}元和{n}0元两种
      有{small}种图案`),
    questions: lines(`
      有礼品卡吗？
      可以买礼券吗？
      送人的，能买礼品卡吗？
      礼品卡多少钱？
      礼品卡怎么买`),
    answers: lines(`
      关于礼品：{value}。
      资料里写着：{value}。
      我知道的是：{value}。`),
    noun: "礼品卡",
  },
  allergens: {
    keys: words("过敏原, 含有, 配料"),
    values: lines(`
      坚果和牛奶
      可能含微量坚果
      小麦、鸡蛋、大豆
      每个标签上都有
      大豆和{n}种坚果
      不含麸质`),
    questions: lines(`
      里面有坚果吗？
      我过敏，里面有什么？
      有素食吗？
      含麸质吗
      过敏原有哪些？
      配料是什么？`),
    answers: lines(`
      我知道的是：{value}。
      关于配料和过敏原：{value}。
      资料里写着：{value}。`),
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
} satisfies Record<string, TopicTable>;
