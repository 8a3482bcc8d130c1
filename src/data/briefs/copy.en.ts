/** English advertising copy. */
import { lines, type Pools } from "./grammar.ts";
import { headlinesEn } from "./headlines.en.ts";
import { phrasesEn } from "./phrases.en.ts";

export const copyEn: Pools = {
  ...phrasesEn,
  ...headlinesEn,
  layout: lines(`
    <headline>¶¶<opener> <benefit>. {rest} <closer>
    <headline>¶¶<opener> {rest} <benefit>. <closer>
    <headline>¶{rest} <closer>
    <headline>¶¶<opener> {rest}¶¶<closer>
    <headline>¶¶<opener>¶{restLines}¶¶<closer>
    <headline>¶¶<benefit>.¶{restLines}¶<closer>
    <headline>¶¶<opener> <benefit>. {rest} <closer>¶¶<tags>
    <headline>¶{rest} <closer> <tags>
    <opener> <benefit>. {rest} <closer>
    <question> <answer> {rest} <closer>
    <question>¶¶<answer> <benefit>. {rest}¶¶<closer>
    <opener> {rest} <closer> <tags>
    <headline>¶¶<opener> <benefit>. <closer> {rest}
    <headline>¶¶<opener>¶¶<closer>¶{restLines}
    <question> <answer> <closer> {rest}
    <headline>¶<opener> <benefit>. {rest}`),
  "layout.short": lines(`
    <oneLine> {rest}
    <headline>¶{rest}
    <oneLine> {rest} <tags>
    <question> <answer> {rest}`),
  opener: lines(`
    {brand} brings you {the}{product}, made for <moment>.
    {the}{product} from {brand}: made for <moment>.
    there {is} {the}{product}, and then there is everything else.
    looking for something good for <moment>? Here {is} {the}{product}.
    think of <moment>. Now think of {the}{product}.
    let us introduce {the}{product}.
    this is what happens when {brand} thinks about <moment>.
    with {the}{product}, you are ready for <moment>.
    made for {audience}: {the}{product}.
    {audience} will know why {brand} made {the}{product}.
    you asked, {brand} listened: {the}{product}.
    {the}{product} [could belong|might just belong] to <moment>.
    make room for {the}{product}.`),
  "opener.friendly": lines(`
    hey there, we think you and {the}{product} will get along.
    we are so glad you found {the}{product}.
    hello from all of us[ at {brand}|]! Here {is} something we love: {the}{product}.
    good friends share good things, so here {is} {the}{product}.
    come in, smile and meet {the}{product}.
    a warm welcome to {the}{product}, made for <moment>.
    here is a lovely idea for <moment>: {the}{product}.`),
  "opener.professional": lines(`
    {the}{product} offers a practical answer for <moment>.
    for <moment>, {brand} has prepared a reliable answer: {the}{product}.
    choose {the}{product} and work efficiently, every day.
    we are pleased to present {the}{product}[ by {brand}| from {brand}|].
    {the}{product}: a thorough, well-planned answer to an everyday need.
    a dependable partner for <moment>: {the}{product}.`),
  "opener.playful": lines(`
    psst, have you met {the}{product} yet?
    we tried to keep {the}{product} a secret. Oops.
    life is too short for boring days. Enter {the}{product}.
    ready for a little fun? Say yes to {the}{product}.
    who needs a reason for {the}{product}? Not us, and we are very silly people.
    drum roll, please. Ta-da: {the}{product}!
    {the}{product} walked in, and even the cat did a happy dance.`),
  "opener.luxurious": lines(`
    some pleasures are timeless. {the}{product} [will be|is sure to be] among them.
    discover {the}{product}, where every detail is refined.
    {brand} invites you to indulge in {the}{product}.
    for those who expect the finest: {the}{product}.
    an exquisite companion for <moment>: {the}{product}.
    true elegance needs no words. It has {the}{product}.`),
  "opener.urgent": lines(`
    don't wait for tomorrow: {the}{product} {is} here.
    hurry, everybody is asking for {the}{product}.
    the clock is ticking, and {the}{product} {is} ready.
    no time to lose: get {the}{product} while you can.
    quick question: have you got {the}{product} yet?
    act now and make {the}{product} yours.`),
  "opener.calm": lines(`
    take a breath. Here {is} {the}{product}.
    slow down for a moment with {the}{product}.
    {the}{product}, for the quiet side of life.
    let the day be gentle. Let {the}{product} be part of it.
    there is peace in simple things, such as {the}{product}.
    close your eyes, breathe out and think of {the}{product}.`),
  question: lines(`
    what would your day be with {the}{product}?
    looking for something for <moment>?
    what do {audience} really want?
    have you tried {the}{product}?
    ready for something new?
    what goes well with <moment>?`),
  answer: lines(`
    we say: {the}{product}.
    our answer: {the}{product}[ by {brand}| from {brand}|].
    here {is} {the}{product}[ by {brand}| from {brand}|].
    {the}{product}, of course.`),
  "answer.friendly": lines(`
    we would be glad to show you {the}{product}.
    say hello to {the}{product}[ by {brand}|].
    here {is} {the}{product}, your new friend.`),
  "answer.professional": lines(`
    {the}{product}, a reliable answer.
    the practical answer: {the}{product}[ by {brand}|].
    we are pleased to suggest {the}{product}.`),
  "answer.playful": lines(`
    {the}{product}! Yay!
    ta-da: {the}{product}[ by {brand}|]!
    easy: {the}{product}. Anything else would be boring.`),
  "answer.luxurious": lines(`
    {the}{product}, refined to the last detail.
    indulge in {the}{product}[ by {brand}|].
    only the finest: {the}{product}.`),
  "answer.urgent": lines(`
    {the}{product}, and don't wait.
    {the}{product}[ by {brand}|]. Hurry!
    get {the}{product} right away.`),
  "answer.calm": lines(`
    {the}{product}, slow and simple.
    breathe out: here {is} {the}{product}[ by {brand}|].
    {the}{product}, quietly good.`),
  closer: lines(`
    try {them} today.
    see you[ in {place}| at the shop| soon]!
    get yours today.
    come and see for yourself.
    why not start today?
    find out more and choose yours.
    treat yourself.
    take one look and decide.
    your turn.
    order today and enjoy.
    ask for {the}{product} by name.`),
  "closer.friendly": lines(`
    come by and say hello!
    we would be glad to see you.
    bring a friend!
    you are always welcome here.
    see you soon, and bring that smile.
    tell a friend, or keep {them} all to yourself.`),
  "closer.professional": lines(`
    contact us to arrange a thorough introduction.
    order today, at your convenience.
    choose the dependable way.
    we are pleased to advise you.
    ask us for precise details.
    make the practical choice today.`),
  "closer.playful": lines(`
    go on, you know you want to. Wink, wink.
    get yours and do the happy dance!
    high five if you are in!
    ready, steady, fun!
    do not be silly, try {them}.
    grab {them} and giggle. Yay!`),
  "closer.luxurious": lines(`
    allow yourself the finest.
    indulge today.
    yours, for a timeless pleasure.
    discover true elegance.
    because refined taste knows.
    it would be an honour to serve you.`),
  "closer.urgent": lines(`
    don't wait. Act now!
    hurry and get yours!
    order right away.
    be quick, before it is too late!
    call or come by immediately.
    get {them} now, without delay.`),
  "closer.calm": lines(`
    take your time, there is peace in waiting.
    whenever you are ready, slowly and gently.
    breathe, and enjoy.
    find your quiet moment.
    let the day be calm.
    come by, unhurried.`),
  "say.product": lines(`
    {the}{product}.
    this is about {the}{product}.`),
  "say.brand": lines(`
    made by {brand}.
    only from {brand}.
    {brand} made {the}{product} with care.
    by {brand}, of course.
    from the people at {brand}.
    that is how {brand} does things.`),
  "say.price": lines(`
    price: {price}.
    {the}{product}: {price}.
    yours for {sum}.
    for {sum}, {the}{product} can be yours.
    all that for {sum}.
    get {the}{product} for {sum}.
    now at {sum}.
    and the price? {price}.`),
  "say.offer": lines(`
    our offer: {offer}.
    and there is more: {offer}.
    {offer}!
    good to know: {offer}.
    the offer for you: {offer}.
    on top of that: {offer}.`),
  "say.features": lines(`
    what you get: {features}.
    the details: {features}.
    {features}: it is all there.
    {features}. That is {the}{product}.
    in short: {features}.
    here is what counts: {features}.`),
  "say.audience": lines(`
    made for {audience}.
    for {audience} and nobody else.
    perfect for {audience}.
    {audience} will love {them}.
    we had {audience} in mind.
    calling all {audience}!`),
  "say.place": lines(`
    find us: {place}.
    where? {place}.
    find {them} here: {place}.
    visit us: {place}.
    waiting for you: {place}.`),
  "line.brand": lines(`
    • from {brand}
    • brand: {brand}`),
  "line.price": lines(`
    • price: {price}
    • {price}
    • yours for {sum}`),
  "line.offer": lines(`
    • {offer}
    • offer: {offer}
    • now: {offer}`),
  "line.features": lines(`
    {bullets}
    {bullets}
    • {features}`),
  "line.audience": lines(`
    • for {audience}
    • made for {audience}`),
  "line.place": lines(`
    • where: {place}
    • find us: {place}`),
};
