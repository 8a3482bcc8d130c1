/** Chinese values for the fields of a brief, as in `values.en.ts`. */
import type { Rng } from "../../nn/random.ts";
import { CATEGORIES, type Category, words } from "./category.ts";
import { productsZh } from "./products.zh.ts";
import type { Source } from "./sources.ts";
import { drawFrom, pickFrom, type Split } from "./split.ts";
import { syllables } from "./values.en.ts";
import type { Values } from "./values.ts";

const COMMON = [
  ..."云山海月星河禾木林森竹松梅兰菊荷桃李杏柚橘青白蓝红紫金银玉石泉溪湖江舟帆鹿鹤燕雀鱼鲸羊马牛虎兔猫犬米麦谷稻茶酒糖盐椒花草叶果瓜豆春夏秋冬晨暮朝夕风雨雪霜露雷光影灯火烟尘衣布棉麻丝锦绣针线书墨笔纸琴棋诗画歌舞乐声音心意念思情缘福禄寿喜安宁康泰和平顺达通明亮清新雅致美好佳优良真善诚信仁义礼智乐活趣味鲜香甜醇厚朴素简约东西南北中上下左右大小多少一二三六七八九十百千万元天地人家园田野城乡街巷桥路门窗屋院楼阁台亭里拾光初见知本原点方圆",
];
const BRAND_ENDINGS = words(
  "坊, 记, 堂, 家, 社, 阁, 轩, 斋, 集, 物语, 工坊, 生活, 食品, 科技, 工作室, 小铺, 良品, 茶舍, 文创",
);
const COUNTS = words("二, 三, 四, 五, 六");
const WEEKDAYS = words("周一, 周二, 周三, 周四, 周五, 周六, 周日, 星期一, 星期三, 星期五, 星期六");

const ANIMALS = words(
  "狐狸, 小熊, 猫头鹰, 水獭, 兔子, 乌鸦, 刺猬, 大雁, 鲸鱼, 松鼠, 乌龟, 小鹿, 老虎, 企鹅, 小猫, 鸭子, 青蛙, 蜗牛, 山羊, 燕子, 小狗, 大象, 麻雀, 白鹤",
);
const ROLES = words(
  "面包师, 园丁, 水手, 图书管理员, 画家, 钟表匠, 邮递员, 飞行员, 裁缝, 琴师, 渔夫, 老师, 灯塔看守人, 养蜂人, 出租车司机, 护士, 宇航员, 陶艺师, 织布人, 厨师, 书店老板, 木匠, 牧羊人, 摄影师, 发明家",
);
const MACHINES = words("机器人, 小龙, 幽灵, 稻草人, 雪人");
const HERO_ADJECTIVES = words(
  "年轻的, 年老的, 害羞的, 小小的, 勇敢的, 好奇的, 疲惫的, 笨拙的, 倔强的, 孤单的, 聪明的, 爱睡觉的, 健忘的, 耐心的",
);
const SETTINGS = words(
  "港口, 灯塔, 图书馆, 村庄, 面包店, 森林, 集市, 火车站, 博物馆, 山间小屋, 沙漠小镇, 温室, 城堡, 空间站, 夜班车, 书店, 山谷, 渔村, 作坊, 学校, 果园, 咖啡馆, 旅馆, 剧院, 天文台, 阁楼, 小岛, 运河边, 机场, 茶馆, 胡同, 古镇",
);
const SETTING_ADJECTIVES = words(
  "古老的, 下雪的, 有雾的, 被遗忘的, 热闹的, 多风的, 阳光下的, 弯弯的, 废弃的, 遥远的, 下雨的, 狭窄的, 漂浮的, 地下的, 空荡荡的, 明亮的, 小小的",
);

const FEATURES = words(
  "手工制作, 易清洗, 可放进口袋, 不添加糖, 几分钟就好, 可水洗, 轻如羽毛, 可折叠, 双层缝线, 可替换内芯, 无塑料包装, 无麸质, 防滑底, 离线可用, 附礼盒, 方便携带, 接受定制, 植物配方, 内里柔软, 结实耐用, 肩带可调, 不漏水, 无需订阅, 儿童可用, 可充电, 无香精, 可机洗, 可叠放, 每天开放, 小班教学, 本地食材, 手感细腻, 多个口袋, 留香持久, 说明清楚, 含备用件, 宽帽檐, 天然染色, 一键启动, 现做现卖, 当天发货, 冷热皆宜, 配料简单, 口感绵密, 免安装, 送运费险",
);
const MEASURES = words(
  "小时续航, 毫升, 克, 种颜色, 种尺码, 种口味, 个口袋, 厘米宽, 档可调, 瓦, 升, 页, 件套, 节课, 毫米厚, GB存储, 米线长",
);

const AUDIENCES = words(
  "学生, 宝妈, 年轻父母, 跑步爱好者, 骑行爱好者, 游戏玩家, 老师, 护士, 旅行者, 养狗人士, 爱猫人士, 初学者, 小团队, 自由职业者, 家庭主厨, 咖啡爱好者, 爱喝茶的人, 园艺爱好者, 上班族, 青少年, 老年人, 新婚夫妇, 爱书人, 音乐人, 设计师, 程序员, 登山爱好者, 露营爱好者, 通勤族, 新手妈妈, 店主, 摄影爱好者, 孩子, 收藏爱好者, 夜猫子, 早起的人, 游客, 邻居, 素食者, 运动达人, 租房青年, 远程办公者, 退休人士, 吃货, 极简主义者, 大学新生, 职场新人, 情侣, 二胎家庭",
);
const TOPICS = words(
  "促销, 品鉴会, 工作坊, 开业派对, 书展, 展览, 集市, 音乐会, 菜单, 摄影比赛, 读书会, 会员计划, 营业时间, 网站, 配送服务, 跳蚤市场, 文化节, 开放日, 快闪店, 会议, 发票, 问卷, 骑行活动, 厨艺比赛, 募捐活动, 培训, 店面装修, 线上讲座, 新品系列, 电影之夜, 问答之夜, 亲子活动, 周年庆, 年会",
);
const TOPIC_ADJECTIVES = words(
  "春季, 夏季, 秋季, 冬季, 年度, 首届, 新, 露天, 周末, 晚间, 本地, 会员, 公益, 儿童, 午夜, 滨江, 社区",
);
const GOALS = words(
  "卖出更多{p}、为{p}找到新客户、推出{p}、找回老顾客、让更多人订阅公众号、提高{p}的知名度、带更多人来看{p}、获得更多好评、办好{t}、开第二家店、做好社交媒体、让{t}满座、吸引{a}、涨粉{n}、卖出{n}件{p}、获得{n}个报名、筹备{t}、推广{p}、线上订单翻倍、留住常客、宣传{t}、打动{a}、收集{n}条评价、把访客变成买家、向{a}介绍{p}".replaceAll(
    "、",
    ", ",
  ),
);
const FACTS = words(
  "{h}开门, 入场免费, 现场可停车, 门票{m}, 预计{n}人到场, 前{n}位到场者有礼物, 孩子也可以来, 活动持续到{d}, 无需预约, 由{f}主持, 项目由{f}负责, 店内有{n}个座位, 现场音乐{h}开始, 筹备用了{c}个月, 团队有{c}个人, 报名截止到{d}, 已有{n}人报名, 现场提供餐点, 收入全部捐给公益, 在当地是头一回, 还会再办一场, 配方来自{f}, 现场派发试用装, 活动在户外举行, 将取代旧款, {d}开始预订, 有{c}种颜色, 经过{n}人试用",
);

function brandName(rng: Rng): string {
  const count = rng.pick([2, 2, 2, 3, 3, 4]);
  return Array.from({ length: count }, () => rng.pick(COMMON)).join("");
}

export const valuesZh: Values = {
  product: (rng, split, source) => {
    const category = rng.pick(CATEGORIES);
    return drawFrom(split, "product", () => productName(rng, source, category));
  },
  plainProduct: (rng, split) =>
    drawFrom(split, "product", () => {
      const { adjectives, nouns } = productsZh[rng.pick(CATEGORIES)];
      return rng.pick(adjectives) + rng.pick(nouns);
    }),
  brand(rng, split, source) {
    const form = rng.int(10);
    const core = drawFrom(split, "brand", () =>
      form === 0 ? rng.pick(["老", "阿"]) + rng.pick(source.families) : brandName(rng),
    );
    return form < 4 ? core + rng.pick(BRAND_ENDINGS) : core;
  },
  price(rng, split) {
    const amount = drawFrom(split, "price", () => amountOf(rng));
    const form = rng.int(14);
    if (form < 5) return `${amount}元`;
    if (form < 9) return `¥${amount}`;
    if (form === 9) return `￥${amount}`;
    if (form === 10) return `${amount}元${rng.pick(["一杯", "一份", "一位", "起", "一盒", "每月", "一双", "一节课"])}`;
    if (form === 11) return `${amount}块`;
    if (form === 12) return `$${amount}`;
    return `每${rng.pick(["杯", "份", "盒", "位", "件", "瓶"])}${amount}元`;
  },
  offer: (rng, split, source) => drawFrom(split, "offer", () => offer(rng, source)),
  features(rng) {
    const count = 1 + rng.int(4);
    const items = new Set<string>();
    while (items.size < count) {
      items.add(
        rng.float() < 0.65 ? rng.pick(FEATURES) : `${2 + rng.int(rng.pick([10, 98, 500]))}${rng.pick(MEASURES)}`,
      );
    }
    return [...items].join(rng.pick(["、", "，"]));
  },
  audience: (rng) => rng.pick(AUDIENCES),
  place: (rng, split, source) => place(rng, split, source),
  date: (rng) => date(rng),
  name(rng, split, source) {
    const family = pickFrom(split, "family name", rng, source.families);
    const form = rng.int(10);
    if (form < 5) return family + rng.pick(["先生", "女士", "老师", "经理", "总", "小姐"]);
    if (form < 6) return `小${family}`;
    return family + pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
  },
  sender(rng, split, source) {
    const form = rng.int(10);
    const person = () =>
      pickFrom(split, "family name", rng, source.families) +
      pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
    if (form < 4) return person();
    const brand = drawFrom(split, "brand", () => brandName(rng));
    if (form < 6) return `${brand}团队`;
    if (form < 8) return brand + rng.pick(BRAND_ENDINGS);
    return brand + person();
  },
  topic: (rng, split) => drawFrom(split, "topic", () => topic(rng)),
  goal: (rng, split, source) =>
    drawFrom(split, "goal", () =>
      rng
        .pick(GOALS)
        .replace("{p}", () => productName(rng, source, rng.pick(CATEGORIES)))
        .replace("{t}", () => topic(rng))
        .replace("{a}", () => rng.pick(AUDIENCES))
        .replace("{n}", () => String(roundNumber(rng))),
    ),
  budget: (rng, split) => {
    const amount = drawFrom(split, "price", () => String(roundNumber(rng) * (1 + rng.int(9))));
    return rng.pick([
      `${amount}元`,
      `¥${amount}`,
      `${amount}元以内`,
      `约${amount}元`,
      `${1 + rng.int(50)}万元`,
      `${amount}块`,
    ]);
  },
  weeks: (rng) => rng.pick(["", "", "周", "个星期"]).replace(/^/, String(1 + rng.int(12))),
  facts(rng, split, source) {
    const count = 1 + rng.int(3);
    const items = new Set<string>();
    while (items.size < count) items.add(fact(rng, split, source));
    return [...items].join("；");
  },
  hero(rng, split, source) {
    const form = rng.int(10);
    if (form < 4) {
      const woman = rng.float() < 0.5;
      const first = pickFrom(split, "first name", rng, woman ? source.women : source.men);
      return { hero: (first.length === 1 ? "阿" : "") + first, pronoun: woman ? "she" : "he" };
    }
    const table = rng.pick([ANIMALS, ROLES, ROLES, MACHINES]);
    const hero = drawFrom(
      split,
      "hero",
      () => (rng.float() < 0.6 ? rng.pick(HERO_ADJECTIVES) : "") + rng.pick(rng.pick([table, ANIMALS])),
    );
    const pronoun = ROLES.some((role) => hero.endsWith(role)) ? rng.pick(["she", "he"] as const) : "it";
    return {
      hero: form < 8 ? hero : hero.replace(/^.*的/, "") + pickFrom(split, "first name", rng, source.women),
      pronoun,
    };
  },
  setting: (rng, split, source) =>
    rng.float() < 0.15
      ? pickFrom(split, "town", rng, source.towns)
      : drawFrom(split, "setting", () => (rng.float() < 0.7 ? rng.pick(SETTING_ADJECTIVES) : "") + rng.pick(SETTINGS)),
};

function productName(rng: Rng, source: Source, category: Category): string {
  const { adjectives, nouns } = productsZh[category];
  const noun = rng.pick(nouns);
  const form = rng.int(16);
  if (form < 6) return rng.pick(adjectives) + noun;
  if (form < 8) return noun;
  if (form === 8) return rng.pick(source.colours) + noun;
  if (form === 9) return brandName(rng) + noun;
  if (form === 10)
    return `${noun}${rng.pick(["X", "S", "M", "A", "Z", "GT", "Q"])}${rng.pick(["-", ""])}${1 + rng.int(990)}`;
  if (form === 11) return capitalLatin(rng) + noun;
  if (form === 12) return brandName(rng);
  if (form === 13) {
    return category === "food" || category === "drink"
      ? rng.pick([...source.fruits, ...source.spices]) + noun
      : rng.pick(source.nouns) + noun;
  }
  if (form === 14)
    return category === "food" ? rng.pick(source.dishes) : rng.pick(adjectives) + rng.pick(source.colours) + noun;
  return rng.pick(adjectives) + brandName(rng).slice(0, 2) + noun;
}

const capitalLatin = (rng: Rng): string => {
  const word = syllables(rng);
  return word.slice(0, 1).toUpperCase() + word.slice(1, 7);
};

function amountOf(rng: Rng): string {
  const whole = rng.pick([1 + rng.int(30), 1 + rng.int(100), 10 + rng.int(990), 1000 + rng.int(8000)]);
  return whole < 300 && rng.float() < 0.3 ? `${whole}.${rng.pick(["9", "8", "5", "90", "80", "99"])}` : String(whole);
}

const roundNumber = (rng: Rng): number => rng.pick([10, 50, 100, 100, 250, 500, 1000]) * (1 + rng.int(19));

function offer(rng: Rng, source: Source): string {
  const until = rng.pick([
    "",
    "",
    `，${date(rng)}止`,
    "，仅限本周",
    "，会员专享",
    "，新客专享",
    `，截至${rng.pick(WEEKDAYS)}`,
  ]);
  const fold = `${1 + rng.int(9)}${rng.pick(["", "", ".5"])}折`;
  return rng.pick([
    `${fold}${until}`,
    `全场${fold}${until}`,
    `满${10 * (3 + rng.int(60))}减${5 * (1 + rng.int(20))}`,
    `满${10 * (3 + rng.int(60))}减${5 * (1 + rng.int(20))}${until}`,
    `买${rng.pick(COUNTS)}送一`,
    `买${rng.pick(COUNTS)}送${rng.pick(["一", "二"])}${until}`,
    `第二${rng.pick(["件", "杯", "份", "盒"])}半价`,
    `第二${rng.pick(["件", "杯", "份", "盒"])}${2 + rng.int(7)}折`,
    `买就送${rng.pick(source.fruits)}`,
    `送${rng.pick(productsZh[rng.pick(CATEGORIES)].nouns)}一${rng.pick(["份", "件", "个"])}`,
    `立减${1 + rng.int(99)}元`,
    `全国包邮${until}`,
    `首单减${1 + rng.int(50)}元`,
    `报券码${syllables(rng).toUpperCase().slice(0, 5)}${10 + rng.int(90)}享${fold}`,
    `首${rng.pick(["月", "课", "杯"])}免费`,
  ]);
}

function place(rng: Rng, split: Split, source: Source): string {
  const town = pickFrom(split, "town", rng, source.towns);
  const form = rng.int(8);
  if (form < 3) return town;
  const street = () => `${pickFrom(split, "street", rng, source.streets)}${1 + rng.int(240)}号`;
  if (form === 3) return street();
  if (form < 6) return town + street();
  return (
    town +
    rng.pick(["老城", "集市大厅", "市图书馆", "滨江广场", "中央车站", "河畔公园", "市民中心", "艺术中心", "创意园"])
  );
}

function date(rng: Rng): string {
  const month = 1 + rng.int(12);
  const day = 1 + rng.int(28);
  const hour = rng.pick([
    `下午${1 + rng.int(6)}点`,
    `上午${8 + rng.int(4)}点`,
    `晚上${6 + rng.int(4)}点`,
    `${8 + rng.int(12)}:${rng.pick(["00", "30"])}`,
  ]);
  return rng.pick([
    `${month}月${day}日`,
    `${month}月${day}日`,
    `${month}月${day}号`,
    rng.pick(WEEKDAYS),
    `${rng.pick(WEEKDAYS)}${hour}`,
    `${month}月${day}日${hour}`,
    `20${25 + rng.int(6)}年${month}月${day}日`,
    `下${rng.pick(WEEKDAYS).slice(-2)}`,
  ]);
}

function topic(rng: Rng): string {
  const noun = rng.pick(TOPICS);
  const form = rng.int(6);
  if (form < 3) return rng.pick(TOPIC_ADJECTIVES) + noun;
  if (form === 3) return noun;
  return brandName(rng) + noun;
}

const fact = (rng: Rng, split: Split, source: Source): string =>
  rng
    .pick(FACTS)
    .replace("{h}", () => rng.pick([`下午${1 + rng.int(6)}点`, `${8 + rng.int(12)}:${rng.pick(["00", "30"])}`]))
    .replace("{m}", () => `${amountOf(rng)}元`)
    .replace("{n}", () => String(2 + rng.int(rng.pick([40, 900]))))
    .replace("{d}", () => date(rng))
    .replace("{c}", () => rng.pick(COUNTS).replace("二", "两"))
    .replace(
      "{f}",
      () => pickFrom(split, "family name", rng, source.families) + pickFrom(split, "first name", rng, source.women),
    );
