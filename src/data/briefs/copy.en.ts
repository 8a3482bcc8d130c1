/** English advertising copy. */
import { lines, type Pools } from "./grammar.ts";
import { phrasesEn } from "./phrases.en.ts";

export const copyEn: Pools = {
  ...phrasesEn,
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
    <opener> {rest} <closer> <tags>`),
  "layout.short": lines(`
    <oneLine> {rest}
    <headline>¶{rest}
    <oneLine> {rest} <tags>
    <question> <answer> {rest}`),
  headline: lines(`
    {product}: [made for <moment>|for <moment>|ready when you are|see for yourself|why not today?|the one you were looking for]
    meet {product}
    meet {product}[ by {brand}| from {brand}]
    {product}[ by {brand}| from {brand}]
    say yes to {product}
    {brand} presents {product}
    new on your list: {product}
    your day, with {product}
    {product} for {audience}
    {product}, now {sum}
    {product} in {place}
    it is time for {product}
    here {is} {product}
    {brand}: {product} for <moment>`),
  "headline.friendly": lines(`
    hey, meet {product}
    hello, {product}!
    your new friend: {product}
    {product}: a lovely way to start the day
    {product}, with a smile
    welcome, {product}
    say hello to {product}[ by {brand}| from {brand}|]`),
  "headline.professional": lines(`
    {product}: a reliable choice
    {product}[ by {brand}| from {brand}|]: practical by design
    {product}, a considered solution
    work efficiently with {product}
    the dependable choice: {product}
    a professional choice: {product}`),
  "headline.playful": lines(`
    psst, {product}!
    ta-da! Here {is} {product}
    woohoo, {product}!
    warning: {product} may cause a happy dance
    oops, you need {product}
    {product}: because boring is no option
    yay for {product}!`),
  "headline.luxurious": lines(`
    {product}: timeless elegance
    the art of {product}: refined in every detail
    indulge in {product}
    {brand} presents {product}: quite simply exquisite
    {product}, for the discerning
    an elegant affair: {product}`),
  "headline.urgent": lines(`
    {product}: act now
    hurry for {product}!
    don't wait: {product} {is} here
    {product}: now or never
    quick, {product}!
    {product}: before it is too late`),
  "headline.calm": lines(`
    {product}: breathe in, breathe out
    a quiet moment with {product}
    {product}, slow and simple
    unhurried: {product}
    gently does it: {product}
    {product}: a little peace for every day`),
  opener: lines(`
    {brand} brings you {product}, made for <moment>.
    {product} from {brand}: made for <moment>.
    there {is} {product}, and then there is everything else.
    looking for something good for <moment>? Here {is} {product}.
    think of <moment>. Now think of {product}.
    let us introduce {product}.
    this is what happens when {brand} thinks about <moment>.
    with {product}, you are ready for <moment>.
    made for {audience}: {product}.
    {audience} will know why {brand} made {product}.
    you asked, {brand} listened: {product}.
    {product} [could belong|might just belong] to <moment>.
    make room for {product}.`),
  "opener.friendly": lines(`
    hey there, we think you and {product} will get along.
    we are so glad you found {product}.
    hello from all of us[ at {brand}|]! Here {is} something we love: {product}.
    good friends share good things, so here {is} {product}.
    come in, smile and meet {product}.
    a warm welcome to {product}, made for <moment>.
    here is a lovely idea for <moment>: {product}.`),
  "opener.professional": lines(`
    {product} offers a practical answer for <moment>.
    for <moment>, {brand} has prepared a reliable answer: {product}.
    choose {product} and work efficiently, every day.
    we are pleased to present {product}[ by {brand}| from {brand}|].
    {product}: a thorough, well-planned answer to an everyday need.
    a dependable partner for <moment>: {product}.`),
  "opener.playful": lines(`
    psst, have you met {product} yet?
    we tried to keep {product} a secret. Oops.
    life is too short for boring days. Enter {product}.
    ready for a little fun? Say yes to {product}.
    who needs a reason for {product}? Not us, and we are very silly people.
    drum roll, please. Ta-da: {product}!
    {product} walked in, and even the cat did a happy dance.`),
  "opener.luxurious": lines(`
    some pleasures are timeless. {product} [will be|is sure to be] among them.
    discover {product}, where every detail is refined.
    {brand} invites you to indulge in {product}.
    for those who expect the finest: {product}.
    an exquisite companion for <moment>: {product}.
    true elegance needs no words. It has {product}.`),
  "opener.urgent": lines(`
    don't wait for tomorrow: {product} {is} here.
    hurry, everybody is asking for {product}.
    the clock is ticking, and {product} {is} ready.
    no time to lose: get {product} while you can.
    quick question: have you got {product} yet?
    act now and make {product} yours.`),
  "opener.calm": lines(`
    take a breath. Here {is} {product}.
    slow down for a moment with {product}.
    {product}, for the quiet side of life.
    let the day be gentle. Let {product} be part of it.
    there is peace in simple things, such as {product}.
    close your eyes, breathe out and think of {product}.`),
  question: lines(`
    what would your day be with {product}?
    looking for something for <moment>?
    what do {audience} really want?
    have you tried {product}?
    ready for something new?
    what goes well with <moment>?`),
  answer: lines(`
    we say: {product}.
    our answer: {product}[ by {brand}| from {brand}|].
    here {is} {product}[ by {brand}| from {brand}|].
    {product}, of course.`),
  "answer.friendly": lines(`
    we would be glad to show you {product}.
    say hello to {product}[ by {brand}|].
    here {is} {product}, your new friend.`),
  "answer.professional": lines(`
    {product}, a reliable answer.
    the practical answer: {product}[ by {brand}|].
    we are pleased to suggest {product}.`),
  "answer.playful": lines(`
    {product}! Yay!
    ta-da: {product}[ by {brand}|]!
    easy: {product}. Anything else would be boring.`),
  "answer.luxurious": lines(`
    {product}, refined to the last detail.
    indulge in {product}[ by {brand}|].
    only the finest: {product}.`),
  "answer.urgent": lines(`
    {product}, and don't wait.
    {product}[ by {brand}|]. Hurry!
    get {product} right away.`),
  "answer.calm": lines(`
    {product}, slow and simple.
    breathe out: here {is} {product}[ by {brand}|].
    {product}, quietly good.`),
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
    ask for {product} by name.`),
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
  oneLine: lines(`
    {product}: <benefit>.
    {product}[ by {brand}| from {brand}|]. Made for <moment>.
    {product} for <moment>.
    <moment>? {product}.
    {product}. Simply good.
    {product} for {sum}: <benefit>.
    think <moment>, think {product}.`),
  "oneLine.friendly": lines(`
    hello, {product}! <benefit>.
    {product}: like a hug for <moment>.
    your friend for <moment>: {product}.
    {product}[ by {brand}| from {brand}|]. Smile included.
    share {product} with a friend.`),
  "oneLine.professional": lines(`
    {product}: reliable, every day.
    {product}[ by {brand}| from {brand}|]. The practical choice.
    work efficiently with {product}.
    {product}, a dependable choice for <moment>.`),
  "oneLine.playful": lines(`
    {product}: zero boring days.
    psst, {product}! <benefit>.
    {product}[ by {brand}| from {brand}|]. Yay!
    more {product}, more fun!`),
  "oneLine.luxurious": lines(`
    {product}: timeless by nature.
    indulge in {product}[ by {brand}|].
    {product}, for refined taste.
    {product}. Elegance for <moment>.`),
  "oneLine.urgent": lines(`
    {product}: don't wait!
    hurry, {product} {is} here!
    {product}[ by {brand}| from {brand}|]. Now or never.
    get {product} right away.`),
  "oneLine.calm": lines(`
    {product}. Slow down, breathe.
    {product}: a quiet moment for yourself.
    {product}[ by {brand}| from {brand}|]. Gentle days.
    peace, and {product}.`),
  tags: lines(`
    {tag}
    {tag} {brandTag}
    {brandTag} {tag}`),
  "say.product": lines(`
    {product}.
    this is about {product}.`),
  "say.brand": lines(`
    made by {brand}.
    only from {brand}.
    {brand} made {product} with care.
    by {brand}, of course.
    from the people at {brand}.
    that is how {brand} does things.`),
  "say.price": lines(`
    price: {price}.
    {product}: {price}.
    yours for {sum}.
    for {sum}, {product} can be yours.
    all that for {sum}.
    get {product} for {sum}.
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
    {features}. That is {product}.
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
