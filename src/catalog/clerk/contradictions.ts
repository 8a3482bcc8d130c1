/** A brief that says two things which cannot both be: whatever of that can be decided by rule. */
import type { Fields } from "../../data/index.ts";
import { RequestError } from "../errors.ts";

/** @throws RequestError that names the two. */
export function refuseContradictions(fields: Fields): void {
  for (const refuse of [twoPrices, offerAbovePrice, impossibleOffer, impossibleDate, impossibleWeeks]) refuse(fields);
}

const fail = (message: string): never => {
  throw new RequestError(`the brief contradicts itself: ${message}`);
};

interface Amount {
  readonly value: number;
  /** As it was written; compared only with the same. */
  readonly currency: string;
  readonly at: number;
  readonly text: string;
}

const MONEY =
  /(?<before>[$€£¥￥]|RMB ?|USD ?|EUR ?)(?<first>\d+(?:,\d{3})*(?:\.\d+)?)|(?<last>\d+(?:,\d{3})*(?:\.\d+)?) ?(?<after>元|块钱|块|yuan|dollars?|euros?|pounds?|[€£])/giu;

const CURRENCIES: Readonly<Record<string, string>> = { "￥": "¥", 元: "¥", 块: "¥", 块钱: "¥", yuan: "¥", rmb: "¥" };
const WORDS: Readonly<Record<string, string>> = { usd: "$", dollar: "$", eur: "€", euro: "€", pound: "£" };

function amountsIn(text: string): Amount[] {
  return [...text.matchAll(MONEY)].map((match) => {
    const { before, first, last, after } = match.groups!;
    const sign = (before ?? after)!.trim().toLowerCase();
    const currency = CURRENCIES[sign] ?? WORDS[sign.replace(/s$/, "")] ?? sign;
    return { value: Number((first ?? last)!.replaceAll(",", "")), currency, at: match.index, text: match[0].trim() };
  });
}

/** A range is one price, and so is an old one beside a new one. */
function twoPrices({ price = "" }: Fields): void {
  const [first, second] = amountsIn(price);
  if (first === undefined || second === undefined || first.currency !== second.currency) return;
  const isMeant = /[-–~—]|\b(?:to|was|instead|from|each|per)\b|至|到|起|原价|现价|每/i.test(price);
  if (!isMeant && first.value !== second.value) {
    fail(`two prices, ${first.text} and ${second.text}. Keep one, or write a range.`);
  }
}

/** What is taken off, or what is paid in the end, must be less than the price. */
function offerAbovePrice({ price = "", offer = "" }: Fields): void {
  const [full] = amountsIn(price);
  if (full === undefined) return;
  for (const amount of amountsIn(offer)) {
    if (amount.currency !== full.currency) continue;
    const [before, behind] = [offer.slice(0, amount.at), offer.slice(amount.at + amount.text.length)];
    const isOff = /\bsave\s*$|(?:立减|直减|减|优惠|省)\s*$/i.test(before) || /^\s*(?:off|discount)\b/i.test(behind);
    const isThreshold = /满\s*$|\b(?:over|above|from)\s*$/i.test(before);
    const isPaid = /\b(?:only|now|just|for)\s*$|(?:现价|仅需|只要|特价|到手价?)\s*$/i.test(before);
    if (isOff && !isThreshold && amount.value >= full.value && !/满/.test(offer)) {
      fail(`${amount.text} off a price of ${full.text}. A discount must be less than the price.`);
    }
    if (isPaid && amount.value > full.value) fail(`the offer of ${amount.text} is above the price of ${full.text}.`);
  }
}

function impossibleOffer({ offer = "" }: Fields): void {
  const percent = /(\d+(?:\.\d+)?) ?(?:%|percent|per cent)\s*(?:off|discount|less)?/i.exec(offer);
  if (percent !== null && Number(percent[1]) > 100) fail(`${percent[0].trim()}: no more than 100 % can be taken off.`);
  const fold = /(\d+(?:\.\d+)?) ?折/.exec(offer); // 8折 is 80 % of the price, 85折 is 85 %
  if (fold === null) return;
  const part = Number(fold[1]);
  if (part === 0 || part >= 100 || part === 10) fail(`${fold[0]}不是折扣 (no reduction). Write 1折 to 9.9折.`);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

interface Day {
  readonly year: number | undefined;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly text: string;
}

const MONTH = `(?<name>${MONTHS.join("|")})[a-z]*\\.?`;
const DATES = [
  /(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})/g,
  /(?:(?<year>\d{4})年)?(?<month>\d{1,2})月(?<day>\d{1,2})[日号]?/g,
  new RegExp(`(?<![\\d:])(?<day>\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}(?:,? (?<year>\\d{4}))?`, "gi"),
  new RegExp(`\\b${MONTH} (?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:,? (?<year>\\d{4}))?`, "gi"),
];

function daysIn(text: string): Day[] {
  const found = DATES.flatMap((pattern) => [...text.matchAll(pattern)]);
  found.sort((a, b) => a.index - b.index);
  return found.map(({ 0: text, groups }) => {
    const { year, month, name, day } = groups!;
    const number = month === undefined ? MONTHS.indexOf(name!.slice(0, 3).toLowerCase()) + 1 : Number(month);
    return { year: year === undefined ? undefined : Number(year), month: number, day: Number(day), text };
  });
}

function impossibleDate({ date = "" }: Fields): void {
  for (const { year, month, day, text } of daysIn(date)) {
    const most =
      month === 2 && year !== undefined && new Date(Date.UTC(year, 2, 0)).getUTCDate() === 28 ? 28 : DAYS_IN[month - 1];
    if (most === undefined || day < 1 || day > most) fail(`there is no day ${text}.`);
  }
}

const WEEK = 7 * 24 * 3600 * 1000;

/** Two dates say how long a plan is; a week more or less is rounding. */
function impossibleWeeks({ weeks, date = "" }: Fields): void {
  if (weeks === undefined) return;
  const count = Number(/^\s*(\d+)\s*(?:weeks?|周|个?星期)?\s*$/i.exec(weeks)?.[1]);
  if (!(count >= 1 && count <= 104)) {
    throw new RequestError(`weeks is ${JSON.stringify(weeks.slice(0, 20))}. It must be a whole number from 1 to 104.`);
  }
  const [first, last] = daysIn(date);
  if (first === undefined || last === undefined) return;
  const time = ({ year, month, day }: Day) => Date.UTC(year ?? 2001, month - 1, day);
  const start = time({ ...first, year: first.year ?? last.year });
  let end = time({ ...last, year: last.year ?? first.year });
  if (end < start && first.year === last.year) end += 365 * 24 * 3600 * 1000; // over New Year
  const between = (end - start) / WEEK;
  if (between < 0) fail(`${first.text} comes after ${last.text}.`);
  if (Math.abs(between - count) > 1) {
    fail(`${count} weeks, but from ${first.text} to ${last.text} are ${Math.round(between)}.`);
  }
}
