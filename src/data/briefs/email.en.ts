/** English emails: a subject, a greeting, what it is about by purpose, an ending by tone, who signs. */
import { lines, type Pools } from "./grammar.ts";

const FRAME = lines(`
  subject: <subject>{below}¶¶<greeting>¶¶<hello> <body> {rest}¶¶<ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<body> {rest} <ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<body>¶¶{rest} <ask>¶¶<ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<hello>¶¶<body> {rest} <ask> <ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<body>¶¶{restLines}¶<ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<hello> <body>¶¶{restLines}¶¶<ask> <ending>¶¶<signOff>
  subject: <subject>{below}¶¶<greeting>¶¶<hello> <body> <ask>¶¶<ending>¶¶<signOff>{postscript}
  subject: <subject>{below}¶¶<greeting>¶¶<body> <ending>¶¶<signOff>{postscript}`);

export const emailEn: Pools = {
  layout: FRAME,
  "layout.short": lines(`
    subject: <subject>{below}¶¶<greeting>¶¶<body> {rest} <ending>¶¶<signOff>`),
  subject: lines(`
    {topic}
    about {theTopic}{topic}
    {product}
    about {the}{product}
    news about {theTopic}{topic}
    a word about {the}{product}
    a short note from {brand}
    a short note`),
  "subject.announce": lines(`
    news: {topic}
    news: {product}
    now here: {product}
    coming up: {topic}
    {brand} has news
    we have news`),
  "subject.invite": lines(`
    you are invited: {topic}
    invitation: {topic}
    invitation: {product}
    come and see {the}{product}
    {date}: will you join us?
    an invitation from {brand}
    an invitation for you`),
  "subject.thank": lines(`
    thank you
    thank you for choosing {the}{product}
    thank you from {brand}
    many thanks: {topic}
    thanks to you`),
  "subject.apologise": lines(`
    our apology
    we are sorry about {theTopic}{topic}
    sorry about {the}{product}
    an apology from {brand}
    we want to make it right`),
  "subject.remind": lines(`
    reminder: {topic}
    reminder: {product}
    do not forget: {date}
    a small reminder
    {topic}: a reminder`),
  "subject.follow": lines(`
    following up: {topic}
    following up on {the}{product}
    {topic}: any thoughts?
    did you have time to look at {the}{product}?
    a follow-up
    just checking in`),
  "subject.ask": lines(`
    a question about {theTopic}{topic}
    a question about {the}{product}
    may we ask you something?
    {topic}: could you help?
    a request from {brand}`),
  greeting: lines(`
    dear {name},
    hi {name},
    good day {name},
    dear {name},
    {no name}hi,
    {no name}good day,
    {no name}dear reader,`),
  "greeting.friendly": lines(`
    hello {name},
    hey {name},
    hello {name}!
    {no name}hello,
    {no name}hey there,
    {no name}dear friend,`),
  "greeting.professional": lines(`
    dear {name},
    dear {name},
    good day {name},
    {no name}dear customer,
    {no name}good day,`),
  "greeting.luxurious": lines(`
    dear {name},
    {no name}dear guest,`),
  hello: lines(`
    I hope this finds you well.
    I hope you are having a good week.
    a few lines from us today.
    just a short message today.
    we are writing to you[ from {brand}|] today.
    I hope all is well with you.`),
  "hello.friendly": lines(`
    I hope your day has started with a smile.
    it is lovely to write to you.
    how are you? We think of our friends often.
    I am glad to write to you[ from {brand}|] today.`),
  "hello.professional": lines(`
    I am pleased to write to you[ on behalf of {brand}|].
    we appreciate your time.
    allow me to be precise.`),
  "hello.playful": lines(`
    psst, we have something for you.
    put the kettle on, this is going to be fun.
    no boring emails today, promise.
    woohoo, it is us again[ from {brand}|]!`),
  "hello.luxurious": lines(`
    it is a privilege to write to you[ from {brand}|].
    it is an honour to have your attention.
    only the finest news deserves your time.`),
  "hello.urgent": lines(`
    this will be quick, but it is urgent.
    please read this right away.
    we have to be quick today.`),
  "hello.calm": lines(`
    I hope you have a quiet moment to read this.
    read this slowly, with a cup of tea.
    I hope your days are calm.`),
  body: lines(`
    I am writing about {theTopic}{topic}.
    this is about {the}{product}.
    we wanted to tell you about {theTopic}{topic}.
    we wanted to tell you about {the}{product}.
    we wanted to be in touch.
    we have been thinking of you.`),
  "body.announce": lines(`
    we have news for you: {topic}.
    we are happy to announce {theTopic}{topic}.
    {the}{product} [{is} here|{is} ready for you], and you are among the first to know.
    after a lot of work, we can finally show you {the}{product}.
    today we announce {theTopic}{topic}. We have been looking forward to it for a long time.
    there is something new[ at {brand}|]: {the}{product}.
    there is something new[ at {brand}|], and we want you to hear it from us.
    we have something to tell you.`),
  "body.invite": lines(`
    we would like to invite you: {topic}.
    please join us for {theTopic}{topic}.
    we would be happy to have you with us at {theTopic}{topic}.
    we are getting together around {the}{product}, and there is a place for you.
    come and try {the}{product} with us.
    we would like to invite you to visit us.
    consider this your invitation. It would not be the same without you.`),
  "body.thank": lines(`
    thank you for being with us.
    thank you for choosing {the}{product}. It means a lot to us.
    thank you for your help with {theTopic}{topic}.
    thank you for your trust. It keeps us going.
    we want to thank you for {theTopic}{topic}.
    without you, {theTopic}{topic} would not have been the same. Thank you.
    thank you for your time and your kind words.`),
  "body.apologise": lines(`
    we are sorry about {theTopic}{topic}. This is not how we want to work.
    we are sorry that {the}{product} did not meet your expectations.
    we made a mistake with {theTopic}{topic}, and we apologise.
    please accept our apology. You deserve better.
    something went wrong on our side, and we are sorry for the trouble.
    we are sorry for the trouble with {the}{product}. We are working on it.`),
  "body.remind": lines(`
    this is a reminder about {theTopic}{topic}.
    a small reminder: {topic} is coming up.
    {the}{product} [{is} still waiting for you|{is} still on your list].
    we would not want you to miss {theTopic}{topic}.
    do not forget {theTopic}{topic}.
    we just wanted to remind you.`),
  "body.follow": lines(`
    I wanted to come back to {theTopic}{topic}.
    I am following up on {theTopic}{topic}.
    have you had time to think about {the}{product}?
    after our last message, I wanted to ask how you feel about {the}{product}.
    I wanted to check whether you have any questions about {theTopic}{topic}.
    I wanted to come back to you, as promised.`),
  "body.ask": lines(`
    could you help us with {theTopic}{topic}?
    we would like to ask you about {theTopic}{topic}.
    what do you think of {the}{product}? Your opinion matters to us.
    may we ask you a small favour? It is about {theTopic}{topic}.
    we would love to hear what you think about {the}{product}.
    may we ask you a question?`),
  ask: lines(`
    if you have any questions, just reply to this email.
    let us know what you think.
    a short reply is enough.
    do write to us if anything is unclear.
    we are here if you need us.`),
  "ask.invite": lines(`
    please let us know if you can come.
    a short reply is enough.
    tell us if you can make it.`),
  "ask.apologise": lines(`
    tell us how we can make it right.
    if anything is still wrong, please reply to this email.`),
  ending: lines(`
    we look forward to hearing from you.
    thank you for reading.
    all the best until then.
    we look forward to it.
    have a good day.
    until soon.`),
  "ending.friendly": lines(`
    we would be glad to hear from you!
    see you soon, with a smile.
    hugs from all of us.
    you are always welcome.
    give our love to your friends.`),
  "ending.professional": lines(`
    please reply at your convenience.
    we appreciate your reply.
    we would be pleased to hear from you.
    we would appreciate a short answer.`),
  "ending.playful": lines(`
    high five!
    now go and do something fun.
    stay silly.
    and now: happy dance!`),
  "ending.luxurious": lines(`
    it would be an honour to hear from you.
    we remain at your side, with timeless devotion.
    you deserve only the finest.
    it would be our privilege.`),
  "ending.urgent": lines(`
    please answer right away.
    please don't wait.
    hurry, we count on you.
    please let us know without delay.`),
  "ending.calm": lines(`
    take all the time you need. There is peace in that.
    no answer needed now. Breathe first.
    have a calm and quiet day.
    be gentle with yourself.`),
  signOff: lines(`
    [best regards|kind regards|all the best|yours|best wishes|many thanks|regards],¶{sender}
    [best regards|kind regards|all the best|yours|best wishes|thank you],¶{sender}
    [best regards|kind regards|all the best|best wishes],¶{no sender}the team[ at {brand}|]`),
  "signOff.friendly": lines(`
    [warmly|with a smile|hugs|take care],¶{sender}
    [warmly|with a smile|take care],¶{no sender}your team[ at {brand}|]`),
  "signOff.professional": lines(`
    [sincerely|kind regards|best regards],¶{sender}
    [sincerely|kind regards],¶{no sender}the team[ at {brand}|]`),
  "say.topic": lines(`
    it is about {theTopic}{topic}.
    the topic: {topic}.`),
  "say.product": lines(`
    it is about {the}{product}.
    we are talking about {the}{product}.
    the product: {the}{product}.
    {the}{product} will be part of it.`),
  "say.brand": lines(`
    we are writing from {brand}.
    this message comes from {brand}.
    everyone at {brand} sends regards.
    {brand} is here for you.`),
  "say.date": lines(`
    the date: {date}.
    please note the date: {date}.
    when? {date}.
    mark your calendar: {date}.`),
  "say.place": lines(`
    the place: {place}.
    where? {place}.
    you will find us here: {place}.
    {place} is the place.`),
  "say.offer": lines(`
    for you: {offer}.
    and there is an offer: {offer}.
    as a thank-you: {offer}.
    also for you: {offer}.`),
  "say.price": lines(`
    the price: {price}.
    price: {price}.
    {the}{product}: {price}.
    you can have {the}{product} for {sum}.`),
  "line.topic": lines(`• what: {topic}`),
  "line.product": lines(`
    • what: {product}
    • {product}`),
  "line.brand": lines(`• who: {brand}`),
  "line.date": lines(`
    • when: {date}
    • date: {date}`),
  "line.place": lines(`
    • where: {place}
    • place: {place}`),
  "line.offer": lines(`
    • {offer}
    • offer: {offer}`),
  "line.price": lines(`
    • price: {price}
    • {price}`),
};
