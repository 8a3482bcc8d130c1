/** English plans: a title, a start, steps in their order, an ending. `{steps}` becomes numbered lines or weeks. */
import { lines, type Pools } from "./grammar.ts";

export const planEn: Pools = {
  layout: lines(`
    <title>¶¶<intro> {rest}¶¶{steps}¶¶<closer>
    <title>¶¶{restLines}¶¶{steps}¶¶<closer>
    <title>¶¶<intro>¶¶{steps}¶¶{rest} <closer>
    <title>¶¶{rest}¶¶{steps}
    <title>¶¶{steps}¶¶{restLines}
    <title>¶{restLines}¶¶{steps}¶¶<closer>
    <title>¶¶<intro>¶¶{steps}¶¶<closer>¶¶{restLines}
    <title>¶¶{steps}¶¶<closer> {rest}`),
  title: lines(`
    plan: {goal}
    plan for {the}{product}
    marketing plan for {the}{product}
    a plan[ for {brand}]
    our plan: {goal}
    how to {doGoal}
    {product}: the plan
    {goal}: step by step
    {brand}: plan for {the}{product}`),
  intro: lines(`
    the goal is clear: {goal}.
    this plan helps us to {doGoal}.
    everything here serves one goal: {goal}.
    here is how {the}{product} can find more fans.
    we keep it simple and do one thing at a time.
    here is how {brand} can get there.
    the plan at a glance.
    one step after the other: that is the idea.
    less is more, so every step has one task.`),
  prepare: lines(`
    write down what success looks like
    talk to a few customers and listen
    ask {audience} what they need
    look at what others do and find the gap
    agree on who does what
    choose one message for {the}{product}
    collect photos and short texts
    make a list of all channels
    find out where {audience} spend their time
    decide on the one thing people should remember
    check what worked last time
    list the questions that customers ask most`),
  build: lines(`
    write the texts and have somebody read them aloud
    take good pictures of {the}{product}
    prepare posters, posts and a newsletter
    set up a simple page with all the details
    train the team so that everyone can answer questions
    make a calendar of posts
    print flyers and hang up posters
    ask partners to spread the word
    make a short film about {the}{product}
    test the message with a small group
    prepare answers to common questions
    write an email to everyone who knows {brand}`),
  launch: lines(`
    publish the first post and answer every comment
    send the newsletter
    show {the}{product} to the first customers
    open the doors and greet everyone in person
    invite {audience} to try {the}{product}
    hand out samples and collect opinions
    tell the local press
    share a story behind {the}{product} each day
    start the campaign on all channels
    run a small contest for the community
    speak with visitors and write down what they say`),
  review: lines(`
    look at the numbers and keep what works
    thank everyone who helped
    ask customers for a review
    write down what to do better next time
    compare the results with the goal
    drop what does not work and do more of the rest
    share the results with the team
    plan the next step
    repeat the best post and thank the readers`),
  closer: lines(`
    start today, improve tomorrow.
    review the plan often and change what does not work.
    small steps, but every day.
    good luck!
    everyone knows the goal, so let us begin.
    keep it simple and stay curious.
    write down what you learn on the way.
    if a step takes longer, shorten the next one.`),
  "say.goal": lines(`
    goal: {goal}.
    the goal: {goal}.
    what we want: {goal}.`),
  "say.product": lines(`
    it is all about {the}{product}.
    product: {the}{product}.
    the plan is for {the}{product}.`),
  "say.brand": lines(`
    this plan is for {brand}.
    brand: {brand}.
    {brand} leads the way.`),
  "say.audience": lines(`
    audience: {audience}.
    we speak to {audience}.
    the plan is made for {audience}.
    {audience} come first.`),
  "say.budget": lines(`
    budget: {budget}.
    the budget is {budget}.
    we have {budget} to spend.
    money: {budget}, spent with care.`),
  "say.weeks": lines(`
    time: {duration}.
    the plan runs for {duration}.
    we have {duration}.
    all of it takes {duration}.`),
  "say.date": lines(`
    start: {date}.
    the date to remember: {date}.
    key date: {date}.`),
  "say.place": lines(`
    place: {place}.
    it all happens here: {place}.
    location: {place}.`),
  "line.goal": lines(`goal: {goal}`),
  "line.product": lines(`product: {product}`),
  "line.brand": lines(`brand: {brand}`),
  "line.audience": lines(`
    audience: {audience}
    for: {audience}`),
  "line.budget": lines(`budget: {budget}`),
  "line.weeks": lines(`
    time: {duration}
    duration: {duration}`),
  "line.date": lines(`
    date: {date}
    key date: {date}`),
  "line.place": lines(`place: {place}`),
};
