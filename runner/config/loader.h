/* loader.h - what the parts of loading share: the tree, memory, tables of keys, names. Private to
 * runner/config; experiment.h is what others see.
 *
 * Everything an Experiment points to lives in its tree's pool or in the merged nodes, and goes with
 * them: no part of loading frees anything, and a half-built experiment is freed like a whole one.
 */
#ifndef HEBB_LOADER_H
#define HEBB_LOADER_H

#include "runner/config/experiment.h"

/* ---- memory and texts ----------------------------------------------------------------------- */

typedef struct PoolBlock PoolBlock;

typedef struct ExperimentTree {
    Source file;
    int64_t override_count;
    Source *argument;      /* [override_count] of --set */
    Node **override;       /* [override_count] one-entry maps; NULL where an argument was wrong */
    Node *raw;             /* the file */
    Node *merged;          /* file, profile and overrides: what the experiment was read from */
    const char **profiles; /* names, NULL-terminated */
    PoolBlock *pool;
} ExperimentTree;

/* ---- one reading ---------------------------------------------------------------------------- */

typedef struct {
    Experiment *e;
    Messages *m;
    const Node *root; /* merged */
    bool strict;      /* the file as it stands: names and values of axes must be there. A profile or
                         an override may drop an axis; what needs it is then not evaluated. */
    bool sweep_ok;    /* every axis could be read: a missing one is a mistake of who names it */
    bool no_memory;
} Loader;

/* Zeroed memory that lives as long as the experiment; NULL, and l->no_memory, when it runs out. */
void *loader_alloc(Loader *l, size_t count, size_t size);
char *loader_copy(Loader *l, const char *text);
void pool_free(ExperimentTree *tree);

/* ---- mappings whose keys are known ---------------------------------------------------------- */

typedef enum { KEY_OPTIONAL, KEY_REQUIRED, KEY_LATER } KeyUse;

/* A key of the config language; tables end with { 0 }. */
typedef struct {
    const char *name;
    KeyUse use;
    const char *help; /* required: an example; later: what to do instead (may be NULL) */
} KeyRow;

/* Holds a mapping against its table: unknown keys with the nearest, keys of a later version, all
 * missing ones at once (at `owner`, the place of the mapping's own key). `of` says whose keys they
 * are: "the sweep". False if the node is no mapping (a message says so) or anything is wrong. */
bool keys_check(Loader *l, const Node *map, Place owner, const char *of, const KeyRow *table);

/* True if the node is a mapping; else a message says that `of` must be one of the given form. */
bool keys_mapping(Loader *l, const Node *node, const char *of, const char *form);

/* True unless a list or mapping has more than LOADER_MANY entries, which a message then refuses:
 * far more than anyone writes, and few enough for looking at every pair. */
enum { LOADER_MANY = 1000 };
bool keys_few(Loader *l, const Node *node, const char *of);

/* True, with a message, if a key's value is empty (null). */
bool keys_refuse_null(Loader *l, const Node *map, int64_t i);

/* ---- values of known keys ------------------------------------------------------------------- */
/* Each leaves the target alone if the key is absent. False, with a message, if the value is wrong.
 */

bool read_text(Loader *l, const Node *map, const char *key, char **text);
bool read_real(Loader *l, const Node *map, const char *key, double min, double max, double *x);
bool read_int(Loader *l, const Node *map, const char *key, double min, double max, int64_t *x);
bool read_bool(Loader *l, const Node *map, const char *key, bool *x);
/* Index of one of `words`, which are NULL-terminated. */
bool read_word(Loader *l, const Node *map, const char *key, const char *const *words, int *index);
/* A list of texts, NULL-terminated; `nodes` (may be NULL) the list for the places of its items. */
bool read_names(Loader *l, const Node *map, const char *key, char ***names, const Node **nodes);

/* ---- names that must exist ------------------------------------------------------------------ */

typedef enum { REFER_METRIC = 1, REFER_DERIVED = 2, REFER_CHECK = 4 } ReferKinds;

/* True if `node` names one of `kinds`; else a message with the nearest name at the node. Derived
 * numbers and checks exist if their key does, whatever is wrong with them. */
bool refer(Loader *l, const Node *node, int kinds);
bool is_metric(const Loader *l, const char *name);
bool is_derived(const Loader *l, const char *name);

/* True if `node` names an axis, a parameter of one, or (metric not NULL) a dimension of the metric.
 */
bool refer_axis(Loader *l, const Node *node, const char *metric);

/* The condition under `where`, if there is one. */
bool read_where(Loader *l, const Node *map, Expression **where);

/* "did you mean" for a parameter's name, and what the algorithm takes. */
Status refuse_parameter(Loader *l, Place place, const char *name, const char *section);

/* True if two metrics have the same dimensions; else a message at `node`, which names `b`. */
bool same_dimensions(Loader *l, const Node *node, const char *a, const char *b);

/* ---- the parts ------------------------------------------------------------------------------ */
/* Each reports what is wrong and leaves out what it could not read. */

/* True for a key of the top level. */
bool header_key(const char *name);

void read_header(Loader *l);     /* format, title, texts, algorithm, seed, replicates, budget */
void read_parameters(Loader *l); /* parameters, and what is required of them and of the sweep */
void read_sweep(Loader *l);      /* axes */
void read_derived(Loader *l);
void read_checks(Loader *l);
void read_claims(Loader *l);
void read_figures(Loader *l);

/* What a check compares with: the one kind that is given, and what is said of it. False, with a
 * message, unless it is just one; `good`: whether its values are right. */
bool read_check_kind(Loader *l, const Node *key, const Node *map, CheckSpec *c, bool *good);

/* Room for the values of an axis; false when memory runs out. */
bool axis_allocate(Loader *l, Axis *axis, int64_t length);
/* A range mapping to the values of an axis of one parameter. */
bool read_range(Loader *l, const Node *key, const Node *map, Axis *axis);

/* ---- layers --------------------------------------------------------------------------------- */

/* Spells the keys of zip axes in one way ("a, b"), so that layers merge by name. */
Status layers_canonical(Node *root, Error *err);
/* Checks `profiles` and fills tree->profiles. */
bool layers_profiles(Loader *l, ExperimentTree *tree);
/* File, then the profile ("" for none), then (with) the overrides, as a new tree. Keys that a null
 * removes must exist. */
Status layers_merge(const ExperimentTree *tree, const char *profile, bool with_overrides,
                    Messages *m, Node **merged, Error *err);

typedef enum { LAYER_DEFAULT, LAYER_FILE, LAYER_PROFILE, LAYER_OVERRIDE } Layer;

/* The highest layer's key `name` in `section` ("" for the top level; in "sweep" the axis of a
 * parameter); NULL and LAYER_DEFAULT if no layer has it, or one took it away. */
const Node *layers_find(const Experiment *e, const char *section, const char *name, Layer *layer);

#endif
