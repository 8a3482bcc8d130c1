/** What can be said in English about any thing of its kind, with no claim that could be wrong. */
import { lines, type Pools } from "./grammar.ts";

export const phrasesEn: Pools = {
  benefit: lines(`
    good things do not need many words
    some things simply belong in your day
    you will know it when you try {them}
    made for the way you really live
    small choices make a better day
    everyday life deserves a little more of this
    you will wonder how you managed before
    simple, honest and ready when you are
    once you have {them}, you will keep reaching for {them}
    it is the little things that stay with you`),
  "benefit.food": lines(`
    one bite says more than any menu
    open, share and watch the plate go empty
    the kind of taste that makes everybody go back for seconds
    good food brings people to the table
    perfect for the moment when hunger knocks
    the smell alone will bring the whole house to the kitchen
    best shared, though nobody would blame you for keeping {them} to yourself
    from the first bite to the last crumb, pure flavour
    put {them} on the table and let the talking begin
    a treat for lunch, for later and for everything between`),
  "benefit.drink": lines(`
    the first sip sets the mood for the day
    pour, sip, repeat
    one glass for you, one for whoever comes by
    it tastes like a break from everything
    made for long talks and short breaks
    a good cup can turn a whole morning around
    lift your cup and taste the difference
    refreshing from the first drop to the last
    whatever the weather, there is always room for one more sip`),
  "benefit.clothing": lines(`
    put {them} on and feel like yourself
    made to be worn, not to hang in the wardrobe
    goes with what you already own and with what you dream of
    easy to wear, hard to take off
    the kind of piece you reach for every morning
    from the first coffee to the last train, you will look the part
    style is a way to say who you are without a word
    dress for the day you want to have`),
  "benefit.home": lines(`
    a home is made of the things you touch every day
    find {them} a place and the room feels complete
    it turns a house into a place you want to come back to
    look around: there is a corner just waiting for this
    made for rooms where life happens
    every day begins and ends at home, so make it yours
    one new piece can change a whole room
    beautiful to look at, good to use`),
  "benefit.tech": lines(`
    switch on and get going
    less fuss, more of what you want to do
    technology should help and then step aside
    set up once, use every day
    made to keep up with you
    it does the work so that you can do the rest
    the tool you did not know your day was missing
    press start and see what changes`),
  "benefit.beauty": lines(`
    a few minutes for yourself, every day
    your skin will notice
    the mirror will have good news
    turn your bathroom into your favourite room
    care that feels as good as it looks
    a small ritual that makes a big difference
    take a moment, close the door and look after yourself
    feel fresh from head to toe`),
  "benefit.toys": lines(`
    imagination does the rest
    rainy afternoons will never be the same
    for small hands and big ideas
    let the play begin
    every game starts with a single idea
    who says grown-ups cannot join in?
    built for play, loved for years of stories
    watch their eyes light up`),
  "benefit.sport": lines(`
    your next personal best is waiting
    lace up, step out and go
    made for the moment when you want to give up and do not
    go further than yesterday
    sweat now, grin later
    the only thing missing is you
    train hard, rest well and come back stronger
    wherever you move, {it} will come along`),
  "benefit.stationery": lines(`
    every good story starts on a blank page
    put your ideas where you can find them again
    a page a day changes how you see the world
    for thoughts that deserve paper
    write it down and make it real
    good company for long evenings and short trains
    open {them} and let your mind wander
    the desk will thank you`),
  "benefit.service": lines(`
    leave the hard part to people who love doing it
    bring your questions, we bring the rest
    you only have to show up
    learn something new and take it home with you
    your time is worth it
    book a place and look forward to it
    we take care of the details, you enjoy the result
    no experience needed, only curiosity`),
  "benefit.pet": lines(`
    because tails do not lie
    the best member of the family deserves it
    expect purrs, wags and very big eyes
    good for them, easy for you
    happy pets make happy homes
    they cannot say thank you, but they will show it
    four paws up
    for the one who always waits at the door`),
  "benefit.garden": lines(`
    watch something grow
    your balcony has been waiting for this
    dig in and let nature do the rest
    bring a little green into every day
    from the first leaf to the full bloom
    a garden begins with one good idea
    grow more of what you love
    get your hands dirty and your head clear`),
  moment: lines(`
    every day
    good days and long ones
    the moments that matter
    today and the days to come
    whatever comes next`),
  "moment.food": lines(`
    breakfast, lunch and the midnight snack
    long tables and short breaks
    the next picnic
    hungry afternoons
    family dinners`),
  "moment.drink": lines(`
    early mornings
    the afternoon break
    long talks on the balcony
    the first sip of the day`),
  "moment.clothing": lines(`
    cold mornings and warm evenings
    the office, the park and everything between
    every outfit
    days when nothing else seems right`),
  "moment.home": lines(`
    lazy mornings at home
    the corner you like best
    every room
    evenings on the sofa`),
  "moment.tech": lines(`
    work, play and the way between
    your desk and your bag
    every commute
    busy days`),
  "moment.beauty": lines(`
    your morning ritual
    the end of a long day
    a minute in front of the mirror
    skin that wants a little care`),
  "moment.toys": lines(`
    rainy afternoons
    playdates and birthdays
    little explorers
    living-room adventures`),
  "moment.sport": lines(`
    the next workout
    early runs and late finishes
    every trail
    the team and the training`),
  "moment.stationery": lines(`
    big plans and small notes
    rainy reading days
    your desk
    ideas that cannot wait`),
  "moment.service": lines(`
    a free evening
    anyone who likes to learn
    the thing you have been putting off
    a day that is only yours`),
  "moment.pet": lines(`
    the one with the wet nose
    walks, naps and everything between
    your four-legged family
    every good boy and girl`),
  "moment.garden": lines(`
    balconies and backyards
    green thumbs and beginners
    the first warm days
    every sunny corner`),
};
