/** Short English news that tells only what was given. */
import { lines, type Pools } from "./grammar.ts";

export const newsEn: Pools = {
  layout: lines(`
    <headline>¶¶<dateline><lead> {rest} <end>
    <headline>¶¶<dateline><lead> {rest}
    <headline>¶<lead> {rest} <end>
    <headline>¶¶<lead>¶¶{rest} <end>
    <headline>¶<dateline><lead> <more> {rest}
    <dateline><lead> <more> {rest} <end>
    <headline>¶¶<lead> <more>¶¶{rest}
    <headline>¶¶<dateline><lead> <end> {rest}
    <headline>¶¶<lead> <more> <end> {rest}`),
  "layout.short": lines(`
    <headline>¶<lead> {rest}`),
  headline: lines(`
    {brand} presents {product}
    {brand} introduces {product}
    {product}[ from {brand}| by {brand}] arrives
    new: {product}
    {product} in {place}
    {brand} announces {topic}
    {topic} in {place}
    {topic}: what we know
    {topic} announced
    {brand} prepares {topic}
    news about {theTopic}{topic}
    all eyes on {the}{product}
    {product}, soon to be seen`),
  dateline: lines(`
    {place}, {date} – [|]
    {place} – [|]
    ({date}) [|]
    {date} – [|]`),
  lead: lines(`
    {brand} has presented {the}{product}.
    {brand} has announced {theTopic}{topic}.
    {the}{product} {has} been presented to the public.
    {brand} is getting ready for {theTopic}{topic}.
    people are talking about {theTopic}{topic}.
    people are talking about {the}{product}.
    there is news about {the}{product}[ from {brand}].
    there is news about {theTopic}{topic}[ from {brand}].
    after a time of preparation, {brand} shows {the}{product}.
    preparations for {theTopic}{topic} have begun.
    {brand} has a new name on its list: {the}{product}.
    the plans for {theTopic}{topic} are now public.`),
  more: lines(`
    many had been waiting for the news.
    the news was met with interest.
    first reactions were curious.
    behind it stands a team that likes to try new things.
    regulars had already heard a rumour.
    neighbours and visitors alike are curious.
    the idea had been on the table for some time.`),
  end: lines(`
    more news will follow.
    details will be announced in time.
    those who are interested can ask on the spot.
    what comes next remains to be seen.
    anyone curious is invited to take a look.
    the team looks forward to visitors.
    further plans have not been made public.`),
  "say.topic": lines(`
    it is about {theTopic}{topic}.
    the occasion: {topic}.`),
  "say.product": lines(`
    at the centre: {the}{product}.
    it is all about {the}{product}.
    {the}{product} will be shown.`),
  "say.brand": lines(`
    behind it stands {brand}.
    {brand} is in charge.
    the news comes from {brand}.`),
  "say.place": lines(`
    the place: {place}.
    it all happens here: {place}.
    location: {place}.`),
  "say.date": lines(`
    the date: {date}.
    date: {date}.
    the day to remember: {date}.`),
  "say.price": lines(`
    the price: {price}.
    price: {price}.
    according to {brand}, the price will be as follows: {price}.`),
  "say.facts": lines(`
    {facts}
    {facts}
    known so far: {facts}`),
};
