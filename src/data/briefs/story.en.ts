/** Short English stories: plots of five beats, told of a hero with one pronoun. */
import { lines, type Pools } from "./grammar.ts";

export const storyEn: Pools = {
  layout: lines(`
    <title><start> <lost> <search> <found> <mood> <end>
    <title><start> <stranger> <help> <thanks> <mood> <end>
    <title><start> <make> <fail> <again> <mood> <end>
    <title><start> <sound> <follow> <secret> <mood> <end>
    <title><start> <dream> <doubt> <dare> <mood> <end>
    <title><start> <storm> <shelter> <morning> <mood> <end>`),
  "layout.product": lines(`
    <title><start> <find> <puzzle> <use> <mood> <endProduct>
    <title><start> <gift> <puzzle> <share> <mood> <endProduct>
    <title><start> <need> <search> <getProduct> <mood> <endProduct>
    <title><start> <make> <fail> <withProduct> <mood> <endProduct>`),
  title: lines(`
    {hero} and {product}¶¶
    {hero}¶¶
    the story of {hero}¶¶
    {hero} in {setting}¶¶
    a story for the evening¶¶
    a little story¶¶
    <silence>
    <silence>
    <silence>
    <silence>`),
  start: lines(`
    {hero} lived in {setting}.
    in {setting} lived {hero}.
    once there was {hero}, far away in {setting}.
    everybody in {setting} knew {hero}.
    it was early morning in {setting}, and {hero} was already awake.
    {hero} came to {setting} on a rainy evening.
    nobody in {setting} had ever seen anyone like {hero}.
    it was a day like any other, and {hero} was at work.
    once upon a time there was {hero}.
    this is the story of {hero}.
    in {setting}, mornings began with a small bell, and nobody liked it more than {hero}.
    the wind was blowing through {setting}, and {hero} stood at the window.
    in {setting}, {hero} was looking for an adventure.`),
  lost: lines(`
    one day {heroShort} noticed that the old key was gone.
    then, one evening, {his} favourite hat was missing.
    but the letter that {heroShort} had kept for so long had disappeared.
    one morning the little bell above the door was gone.
    and then {heroShort} lost the map that {his} grandmother had drawn.`),
  search: lines(`
    {He} looked under every stone and behind every door.
    {He} asked everyone, but nobody could help.
    {heroShort} walked until {his} feet were tired.
    all day long {he} searched, and all night too.
    {He} began with the nearest corner and ended at the last one.`),
  found: lines(`
    in the end, it had been in {his} own pocket all along.
    at last a child came and held it out with both hands.
    when {he} finally gave up, there it was, right in front of {him}.
    it was lying under the tree where {he} had rested the day before.`),
  stranger: lines(`
    one evening a stranger knocked and asked for shelter.
    one day a child stood there and did not know the way.
    then an old woman came with a broken cart.
    a bird with a hurt wing landed at {his} feet.`),
  help: lines(`
    {heroShort} did not ask many questions and helped.
    {He} put down what {he} was doing and came along.
    {He} had little, but {he} shared it.
    {heroShort} thought for a while, then {he} had an idea.`),
  thanks: lines(`
    the next day there was a basket of apples at the door.
    years later, the favour came back to {him}.
    there was no need for thanks, but thanks came anyway.
    from that day on, {heroShort} was never alone.`),
  make: lines(`
    {heroShort} wanted to build something nobody had built before.
    {his} dream was to bake the biggest cake of all.
    {heroShort} had promised to paint the whole wall before sunrise.
    {He} set out to make a lamp that could shine like the moon.`),
  fail: lines(`
    the first try fell apart.
    everyone shook their heads.
    again and again, it went wrong.
    before long, {he} had to start from the beginning.`),
  again: lines(`
    but {heroShort} tried once more, and this time it held.
    then {he} changed one small thing, and it worked.
    {He} slept on it, and in the morning the answer was there.
    the neighbours came to help, and together they finished it.`),
  sound: lines(`
    one night a strange sound woke {him}.
    every evening there was music, and nobody knew where it came from.
    then {heroShort} heard a voice behind the wall.
    a tiny light was moving outside the window.`),
  follow: lines(`
    {heroShort} took a lamp and followed it.
    {He} went down the stairs, one step at a time.
    {He} waited, listened and opened the door.
    step by step, {he} came closer.`),
  secret: lines(`
    behind the last door was a garden that nobody had ever seen.
    it was only the wind, playing on an old bottle.
    there stood a piano, and on it sat a mouse.
    and there, in the dark, somebody was waiting with tea.`),
  dream: lines(`
    {heroShort} had always wanted to see the sea.
    {his} secret wish was to sing in front of everyone.
    every night {he} dreamed of flying.
    more than anything, {heroShort} wanted to win the great race.`),
  doubt: lines(`
    but {he} did not dare.
    "you cannot do that," said the others.
    the way was long, and {he} was afraid.
    {heroShort} had tried before and turned back.`),
  dare: lines(`
    one morning {he} simply began.
    then {he} took a deep look at the sky and went.
    this time {he} did not turn around.
    {heroShort} closed {his} eyes, counted and jumped.`),
  storm: lines(`
    one night a storm came up.
    then the lights went out everywhere.
    snow fell for days, and the road was closed.
    the river rose, and everyone was worried.`),
  shelter: lines(`
    {heroShort} opened the door and let everybody in.
    {He} lit a candle and told stories.
    {He} cooked soup for all who came.
    {heroShort} climbed up and held the light.`),
  morning: lines(`
    when morning came, the sky was clear.
    in the morning all of them were still there.
    after the storm, the air smelled new.
    at dawn the sun came back, as if nothing had happened.`),
  find: lines(`
    one day {heroShort} found {product} at the side of the road.
    in an old box {heroShort} found {product}.
    behind a door that was always locked, {heroShort} discovered {product}.
    there, in the middle of the morning, {heroShort} came across {product}.`),
  gift: lines(`
    one day the postman brought a parcel, and in it {heroShort} found {product}.
    for {his} birthday, {heroShort} was given {product}.
    a stranger left {product} at {his} door.
    {his} grandmother had kept {product} for {him}.`),
  puzzle: lines(`
    at first {he} did not know what to do with {them}.
    who had left {them} there?
    {He} looked at {them} from all sides and wondered.
    nobody could explain where {it} came from.`),
  need: lines(`
    one thing was missing from {his} life: {product}.
    {heroShort} had heard of {product} and could think of nothing else.
    {heroShort} needed {product}, and soon.`),
  getProduct: lines(`
    then, at last, a shopkeeper opened a drawer and brought out {product}.
    in the very last shop, there {was} {product}.
    in the end {he} found what {he} was looking for: {product}.`),
  use: lines(`
    then {he} tried, and everything changed.
    soon {he} could not imagine a day without {product}.
    that evening {he} showed {product} to everyone.`),
  share: lines(`
    {heroShort} called the neighbours and shared the joy.
    soon the whole street wanted to see {product}.
    and because joy grows when it is shared, {he} passed {product} on.`),
  withProduct: lines(`
    then {heroShort} remembered {product}, and suddenly it worked.
    it was {product} that made the difference.
    with {product}, {he} tried once more, and this time it held.`),
  mood: lines(`
    {He} laughed for the first time in days.
    {He} looked up and knew that it was good.
    nobody said a word for a while.
    somewhere a dog barked, and the day went on.
    {heroShort} felt lighter than before.`),
  "mood.friendly": lines(`
    there was a smile on every face, and everyone felt at home.
    it was lovely to be among friends.
    "hello, my friend," said {heroShort}.
    there were hugs for everyone.`),
  "mood.professional": lines(`
    it was a practical answer, and a reliable one.
    {heroShort} made a precise note of it.
    everything was done in a thorough and structured way.`),
  "mood.playful": lines(`
    {heroShort} giggled and did a little happy dance.
    "woohoo!" cried {heroShort}, and winked.
    it was a silly idea, and it was so much fun.
    and somewhere, mischief was already waiting.`),
  "mood.luxurious": lines(`
    everything shone in timeless elegance.
    {He} moved gracefully, as if in a palace.
    it was an exquisite moment.`),
  "mood.urgent": lines(`
    there was no time to lose, and {heroShort} hurried on.
    "quick, at once!" somebody shouted.
    {He} ran quickly, before it was too late.`),
  "mood.calm": lines(`
    everything was quiet, and {heroShort} took a slow breath.
    a gentle wind went by, and there was peace.
    {He} sat in the stillness and listened.
    slowly, the calm came back.`),
  end: lines(`
    and if you ever pass by, you can still hear them talk about it.
    that is how {heroShort} learned that the way is part of the journey.
    from that day on, nothing was quite the same.
    and that was only the beginning.
    people tell the story to this day.
    that night, {heroShort} slept better than ever.
    and tomorrow would be another day.`),
  endProduct: lines(`
    since then, {heroShort} has never gone anywhere without {product}.
    and to this day, {product} {has} a place of pride there.
    that is the story of {heroShort} and {product}.
    all because of {product}.
    and {product}? Still there, every single day.`),
  "say.hero": lines(`
    {hero} had seen it all.
    the name of our hero: {hero}.`),
  "say.setting": lines(`
    all this happened in {setting}.
    it was a day to remember in {setting}.`),
  "say.product": lines(`
    and there {was} {product}.`),
};
