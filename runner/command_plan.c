/* command_plan.c - hebb plan: validates, expands, counts, predicts; runs nothing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/pipeline.h"
#include "runner/plan/units.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of results (default results)" },
    { "threads", 'j', "N", "threads the prediction assumes" },
    { "profile", 'p', "NAME", "a profile of the config: smoke, nightly, full, ..." },
    { "set", 's', "KEY=VALUE", "override a key; may be repeated" },
    { "explain", 0, "PARAM", "which file, line, profile or flag set it" },
    COMMON_OPTIONS,
    { 0 },
};

static void print_axes(const Experiment *e)
{
    char text[PARAM_TEXT_SIZE];
    if (e->axes == 0)
        printf("  point       one, as given by the parameters\n");
    for (int64_t a = 0; a < e->axes; a++) {
        const Axis *axis = &e->axis[a];
        printf("  axis        %s: %lld %s,", axis->name, (long long)axis->length,
               units_word(axis->length, "value", "values"));
        for (int64_t i = 0; i < axis->length; i++) {
            if (axis->length > 8 && i == 3)
                printf(" ...");
            if (axis->length > 8 && i >= 3 && i < axis->length - 1)
                continue;
            for (int64_t c = 0; c < axis->count; c++) {
                value_print(axis->params[c], &axis->values[i * axis->count + c], text);
                printf("%s%s", c ? "/" : " ", text);
            }
        }
        printf("\n");
    }
}

static void print_prediction(const Plan *p, int64_t threads)
{
    char memory[32], stored[32], time[32];
    bytes_print(p->largest_memory, memory, sizeof memory);
    bytes_print(p->stored_bytes, stored, sizeof stored);
    if (p->todo_count == 0)
        printf("  time        nothing to run\n");
    else if (isnan(p->seconds_per_cost))
        printf("  time        unknown until the first trials have run\n");
    else {
        duration_print(p->todo_cost * p->seconds_per_cost / (double)threads, time, sizeof time);
        printf("  time        about %s on %lld %s\n", time, (long long)threads,
               units_word(threads, "thread", "threads"));
    }
    if (p->todo_count > 0)
        printf("  memory      %s for the largest trial\n", memory);
    printf("  result      about %s\n", stored);
}

/* A figure that cannot be drawn is better known before the run than after it. */
static void print_missing_scripts(const Work *w)
{
    for (int64_t i = 0; i < w->experiment.figure_count; i++) {
        const char *script = w->experiment.figures[i].script;
        char *folder = script ? find_plots(w->config, script) : NULL;
        if (script && !folder)
            printf("  figure      there is no script `%s` in plots/\n", script);
        free(folder);
    }
}

static Status print_plan(const Work *w, int64_t threads, Messages *m)
{
    const Experiment *e = &w->experiment;
    Plan p = { 0 };
    Error err = { 0 };
    PlanOptions all = { .shard = 1, .shards = 1 };
    Status status = plan_make(&p, &w->sweep, &all, work_known, (void *)w, &err);
    if (status != OK)
        return report(m, &err);
    printf("%s%s%s: %s\n", e->name, *e->profile ? ", profile " : "", e->profile, e->title);
    printf("  algorithm   %s version %d, seed %llu\n", e->algorithm->name, e->algorithm->version,
           (unsigned long long)e->seed);
    print_axes(e);
    printf("  trials      %lld: %lld %s x %lld %s\n", (long long)w->sweep.trials,
           (long long)w->sweep.points, units_word(w->sweep.points, "point", "points"),
           (long long)e->replicates, units_word(e->replicates, "replicate", "replicates"));
    printf("  stored      %lld done, %lld failed\n", (long long)p.done, (long long)p.failed);
    printf("  to do       %lld", (long long)p.todo_count);
    if (p.over_budget > 0)
        printf(", %lld over budget will not run", (long long)p.over_budget);
    printf("\n");
    print_prediction(&p, threads);
    print_missing_scripts(w);
    status = plan_fits(&p, m);
    plan_free(&p);
    return status;
}

static Status plan_one(const Arguments *a, const char *config, const char *const *overrides,
                       int64_t threads, Messages *m)
{
    Work w = { 0 };
    Error err = { 0 };
    const char *param = arguments_get(a, "explain", NULL), *dir;
    Status status = output_folder(a, &dir, m);
    if (status == OK)
        status = work_open(&w, config, arguments_get(a, "profile", ""), overrides, dir, m);
    if (status == OK && param) {
        char text[512];
        status = experiment_explain(&w.experiment, param, text, sizeof text, &err);
        if (status == OK)
            printf("%s: %s: %s\n", w.experiment.name, param, text);
        else
            report(m, &err);
    } else if (status == OK) {
        status = work_recall(&w, m);
        if (status == OK)
            status = print_plan(&w, threads, m);
    }
    work_free(&w);
    return status;
}

static Status run(const Arguments *a, Messages *m)
{
    const char *set[ARGUMENTS_MAX + 1];
    char **configs = NULL;
    int64_t count = 0, threads = campaign_processors();
    Status status = arguments_int(a, "threads", 1, 1024, &threads, m);
    if (status == OK)
        status = list_configs(a->positional, a->count, &configs, &count, m);
    for (int64_t i = 0; i < count; i++)
        status =
            status_worse(status, plan_one(a, configs[i], arguments_all(a, "set", set), threads, m));
    list_free(configs, count);
    return status;
}

const Command command_plan = {
    .name = "plan",
    .usage = "CONFIG|FOLDER...",
    .help = "validate and expand, predict time and memory; run nothing",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
