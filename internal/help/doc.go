// Package help answers the question the directory exists for: whom can this person reach, from where they
// are, with what they have, now? The answer is an ordered list, each entry with the reasons for its place,
// and it is never empty: behind the lines stand the numbers of the emergency services.
//
// A wrong order can send a person in danger to a telephone that nobody answers, or to the police when that
// is what they fear. So the order is one number per line, made of the criteria below from the most
// important to the least, and the directory's own order decides between equals: two servers with the same
// revision give the same answer, and each bit of it can be told as a reason.
//
//  1. blocked: no channel can be used or reached, or the line is paused
//  2. for others: meant for people or an age that this person is known not to be, or for professionals
//  3. answered by police, when that is not acceptable
//  4. stale: checked too long ago to be relied on
//  5. closed now
//  6. tier: national, then of a part of the country where nobody said that the person is, then of another part,
//     of the region or for callers from abroad in it, then global, then elsewhere
//  7. purpose: help, then information, then reports
//  8. never checked
//  9. how surely it can be reached and paid for
//  10. language: the person's own, by interpreter, not known, others
//  11. fit: meant for people like this person, for everybody, for some people
//  12. open for sure before hours unknown
//  13. free before what may cost
//  14. not police before police, when nobody said whether that is acceptable
//  15. a number of its own before one of the emergency services, which stand in each answer anyway
//
// Of a line with several channels the best one counts; in its entry those stand first that can be used now. Lines that are to be shown together stand together,
// except that a police line does not rise with its partner when police is not acceptable. Emergency numbers
// come after the lines that can be reached and are meant for this person, before all others; when nobody
// knows the country, also before lines of countries that need not be the person's. Lines out of
// service and retired lines never stand in an answer: what replaces them does, and says so.
//
// What is not said excludes nothing, and an unknown fact is not a "no": it only counts less than a "yes".
//
// The package keeps nothing of a situation. It knows no GraphQL and no clock. Start with help.go, then
// assess.go for the order.
package help
