// Package webhook tells organizations what happens to their records: each message goes to the addresses
// that they registered, signed after the Standard Webhooks specification, again and again until it
// arrives or is given up.
//
// A message is a record of the store, one per webhook, whose id follows from webhook and occasion, so the
// same occasion is queued once however often it is reported. Whoever works the queue claims a delivery by
// committing its next version before sending: two processes never send one attempt, and a crash between
// claim and outcome leads to another attempt, never to a loss. So a message may arrive twice, and receivers
// tell by its webhook-id. What was given up is kept, can be listed, and can be sent again.
//
// Messages hold no free text and nothing about a person: what happened to which record, which the receiver
// then reads with its own token. The package knows no GraphQL and no store. Start with deliverer.go, then
// enqueue.go, run.go and attempt.go.
package webhook
