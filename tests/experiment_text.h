/* experiment_text.h - configs written inside tests: loading one, or holding what is said against
 * it. */
#ifndef HEBB_TESTS_EXPERIMENT_TEXT_H
#define HEBB_TESTS_EXPERIMENT_TEXT_H

#include "runner/config/experiment.h"

/* The keys every config needs. */
#define HEAD "format: 1\ntitle: A test\nalgorithm: sample.noop\n"

/* Loads a text, named a/test.yml, under a profile and overrides (NULL: none); fails the test,
 * showing the messages, if it is refused. Caller frees with experiment_free(). */
Experiment load(const char *text, const char *profile, const char *const *overrides);

/* The messages of a text, named test.yml, that must be refused with `count` of them. Caller frees.
 */
char *refuse(const char *text, const char *profile, const char *const *overrides, int64_t count);

/* Fails the test unless `text` contains `needle`. */
void expect(const char *text, const char *needle);

#endif
