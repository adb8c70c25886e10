// Package holidays knows the public holidays of countries from 2025 to 2032, as calendars for opening hours.
//
// It answers yes, no, perhaps and not known, since a wrong yes or no is a wrong opening hour. A day is a holiday when
// it is one in the whole country. Perhaps holidays are
//
//   - days that are a holiday in a part of the country only, for instance 2 January in Scotland: nobody says where
//     those who answer a line sit,
//   - days that are free in part, and bank holidays, on which offices may be closed,
//   - days that follow the sighting of the moon, with the day before and the day after, and three days after the
//     two feasts of Islam,
//   - days on which two sources disagree,
//   - in years that the table does not have, the days that are one of these or a holiday in each year that it has,
//     such as 25 December.
//
// Not known are all other days of years that the table does not have.
//
// A country without data has no calendar at all: [For] returns nil, and package hours says what follows. Hours
// that say how holidays differ are then unknown wherever the two readings differ, on every day of the year, since
// every day may be a holiday; hours that say nothing of holidays are answered from their weekdays. The countries
// left out, each with its reason, are in .ci/hours/left-out.mjs: most decree holidays every year, or disagree too
// often between the sources.
//
// What no table can know are the days that a government adds at short notice, as for a funeral. They belong into
// the exceptions of a schedule.
//
// # Source and licence
//
// table.txt is derived from the data of the npm package date-holidays, which are under CC BY-SA 3.0 as its LICENSE
// says, and so is the table; NOTICE has the attribution. The rest of the package is ours. The second source, which
// can only take certainty away, is named in .ci/hours/doubts.txt.
//
// # Refreshing
//
//	npm install --prefix .ci/hours --save-exact --save-dev date-holidays
//	cd .ci/hours && node holidays.mjs > ../../internal/holidays/table.txt
//
// A reviewer should read the difference and compare the release with the second source again. The years are set in
// holidays.mjs and in calendar.go. internal/conformance holds the table against the package that is installed.
//
// The package does no I/O; the table is part of the program and is read when it is first asked for. Start with
// holidays.go.
package holidays
