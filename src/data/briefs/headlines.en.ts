/** English headlines, lines that are an advertisement by themselves, and hashtags. */
import { lines, type Pools } from "./grammar.ts";

export const headlinesEn: Pools = {
  headline: lines(`
    {product}: [made for <moment>|for <moment>|ready when you are|see for yourself|why not today?|the one you were looking for]
    meet {the}{product}
    meet {the}{product}[ by {brand}| from {brand}]
    {product}[ by {brand}| from {brand}]
    say yes to {the}{product}
    {brand} presents {product}
    new on your list: {product}
    your day, with {the}{product}
    {product} for {audience}
    {product}, now {sum}
    {product} in {place}
    it is time for {the}{product}
    here {is} {the}{product}
    {brand}: {product} for <moment>`),
  "headline.friendly": lines(`
    hey, meet {the}{product}
    hello, {product}!
    your new friend: {product}
    {product}: a lovely way to start the day
    {product}, with a smile
    welcome, {product}
    say hello to {the}{product}[ by {brand}| from {brand}|]`),
  "headline.professional": lines(`
    {product}: a reliable choice
    {product}[ by {brand}| from {brand}|]: practical by design
    {product}, a considered solution
    work efficiently with {the}{product}
    the dependable choice: {product}
    a professional choice: {product}`),
  "headline.playful": lines(`
    psst, {product}!
    ta-da! Here {is} {the}{product}
    woohoo, {product}!
    warning: {product} may cause a happy dance
    oops, you need {the}{product}
    {product}: because boring is no option
    yay for {the}{product}!`),
  "headline.luxurious": lines(`
    {product}: timeless elegance
    the art of {product}: refined in every detail
    indulge in {the}{product}
    {brand} presents {product}: quite simply exquisite
    {product}, for the discerning
    an elegant affair: {product}`),
  "headline.urgent": lines(`
    {product}: act now
    hurry for {the}{product}!
    don't wait: {product} {is} here
    {product}: now or never
    quick, {product}!
    {product}: before it is too late`),
  "headline.calm": lines(`
    {product}: breathe in, breathe out
    a quiet moment with {the}{product}
    {product}, slow and simple
    unhurried: {product}
    gently does it: {product}
    {product}: a little peace for every day`),
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
    work efficiently with {the}{product}.
    {product}, a dependable choice for <moment>.`),
  "oneLine.playful": lines(`
    {product}: zero boring days.
    psst, {product}! <benefit>.
    {product}[ by {brand}| from {brand}|]. Yay!
    more {product}, more fun!`),
  "oneLine.luxurious": lines(`
    {product}: timeless by nature.
    indulge in {the}{product}[ by {brand}|].
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
    peace, and {the}{product}.`),
  tags: lines(`
    {tag}
    {tag} {brandTag}
    {brandTag} {tag}`),
};
