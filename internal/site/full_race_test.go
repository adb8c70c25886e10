//go:build race

package site

// raceDetector says that tests take ten times as long.
const raceDetector = true
