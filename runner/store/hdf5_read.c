/* hdf5_read.c - the groups and dimensions of a file that may be hostile: see hdf5_read.h */
#include "runner/store/hdf5_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { MAX_OBJECTS = 20000 };
static const int64_t MOST_BYTES = (int64_t)1 << 36;
static const int64_t DEFLATE_RATIO = 1100; /* deflate cannot do better than 1032 */

bool hdf5_refuse(Reader *rd, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(rd->reason, sizeof rd->reason, format, args);
    va_end(args);
    return false;
}

bool hdf5_spend(Reader *rd, uint64_t n)
{
    if (n > (uint64_t)rd->bytes_left)
        return hdf5_refuse(rd, "it claims to hold more than a file of its size can");
    rd->bytes_left -= (int64_t)n;
    return true;
}

bool hdf5_attributes_tracked(hid_t list)
{
    unsigned order = 0;
    bool tracked = list >= 0 && H5Pget_attr_creation_order(list, &order) >= 0 &&
                   (order & H5P_CRT_ORDER_TRACKED) && (order & H5P_CRT_ORDER_INDEXED);
    return list >= 0 && H5Pclose(list) >= 0 && tracked;
}

/* ---- walking a group ---------------------------------------------------------------------- */

typedef bool (*Visit)(Reader *rd, hid_t object, H5I_type_t type, const char *group,
                      const char *name);

/* Names are words: no path, no blank, nothing that acts on a terminal. */
static bool good_name(const char *name)
{
    if (!name[0] || name[0] == '.')
        return false;
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == '/' || *c == 127)
            return false;
    return true;
}

static bool visit_link(Reader *rd, hid_t group, const char *path, H5_index_t order, hsize_t i,
                       Visit visit)
{
    char name[HDF5_NAME_SIZE];
    H5L_info_t link;
    if (H5Lget_info_by_idx(group, ".", order, H5_ITER_INC, i, &link, H5P_DEFAULT) < 0)
        return false;
    if (link.type != H5L_TYPE_HARD)
        return hdf5_refuse(rd, "it has a link to somewhere else");
    ssize_t length =
        H5Lget_name_by_idx(group, ".", order, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    if (length < 0)
        return false;
    if ((size_t)length >= sizeof name || !good_name(name))
        return hdf5_refuse(rd, "it has an object with a strange name");
    if (rd->objects_left-- <= 0)
        return hdf5_refuse(rd, "it has more than %d objects", MAX_OBJECTS);
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    return object >= 0 && visit(rd, object, H5Iget_type(object), path, name) &&
           H5Oclose(object) >= 0;
}

static bool visit_group(Reader *rd, hid_t group, const char *path, Visit visit)
{
    H5G_info_t info;
    unsigned order = 0;
    hid_t list = H5Gget_create_plist(group);
    if (list < 0 || H5Pget_link_creation_order(list, &order) < 0 || H5Pclose(list) < 0 ||
        H5Gget_info(group, &info) < 0)
        return false;
    H5_index_t index = order & H5P_CRT_ORDER_TRACKED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    if (info.nlinks > MAX_OBJECTS)
        return hdf5_refuse(rd, "it has more than %d objects", MAX_OBJECTS);
    for (hsize_t i = 0; i < info.nlinks; i++)
        if (!visit_link(rd, group, path, index, i, visit))
            return false;
    return true;
}

/* ---- what is visited ---------------------------------------------------------------------- */

/* Scales of the root become dimensions. */
static bool visit_scale(Reader *rd, hid_t object, H5I_type_t type, const char *group,
                        const char *name)
{
    (void)group;
    htri_t scale = type == H5I_DATASET ? H5DSis_scale(object) : 0;
    if (scale <= 0)
        return scale == 0;
    hid_t space = H5Dget_space(object);
    if (space < 0 || H5Sget_simple_extent_ndims(space) != 1)
        return hdf5_refuse(rd, "dimension `%s` is not one", name);
    hsize_t length = 0;
    if (H5Sget_simple_extent_dims(space, &length, NULL) < 0 || H5Sclose(space) < 0)
        return false;
    int64_t dim = rd->r->dim_count;
    if (dim == HDF5_MAX_DIMS || length > INT64_MAX ||
        results_dim(rd->r, name, (int64_t)length) != dim)
        return hdf5_refuse(rd, "dimension `%s` has no good length", name);
    return H5Rcreate(&rd->scale[dim], rd->file, name, H5R_OBJECT, -1) >= 0;
}

/* A scale that only gives a dimension its length. */
static bool is_bare(hid_t object)
{
    char label[sizeof HDF5_BARE_DIM] = "";
    return H5DSis_scale(object) > 0 && H5DSget_scale_name(object, label, sizeof label) >= 0 &&
           strncmp(label, HDF5_BARE_DIM, sizeof label - 1) == 0;
}

static bool visit_leaf(Reader *rd, hid_t object, H5I_type_t type, const char *group,
                       const char *name)
{
    if (type != H5I_DATASET)
        return hdf5_refuse(rd, "`%s` in group `%s` is not an array", name, group);
    return is_bare(object) || hdf5_read_dataset(rd, object, group, name);
}

/* Groups within `derived` and `timing`: one per number. */
static bool visit_number(Reader *rd, hid_t object, H5I_type_t type, const char *group,
                         const char *name)
{
    char path[2 * HDF5_NAME_SIZE];
    if (type != H5I_GROUP)
        return visit_leaf(rd, object, type, group, name);
    snprintf(path, sizeof path, "%s/%s", group, name);
    return visit_group(rd, object, path, visit_leaf);
}

static const struct {
    const char *name;
    Visit visit; /* NULL: only attributes */
} groups[] = {
    { "summary", visit_leaf },  { "derived", visit_number }, { "trials", visit_leaf },
    { "timing", visit_number }, { "provenance", NULL },
};

static bool visit_root(Reader *rd, hid_t object, H5I_type_t type, const char *group,
                       const char *name)
{
    if (type == H5I_DATASET)
        return visit_leaf(rd, object, type, group, name);
    for (size_t i = 0; type == H5I_GROUP && i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, name) == 0)
            return !groups[i].visit || visit_group(rd, object, name, groups[i].visit);
    return hdf5_refuse(rd, "it has a `%s` that no result has", name);
}

/* ---- the file ----------------------------------------------------------------------------- */

static bool read_root_attributes(Reader *rd)
{
    static const char *const needed[] = { "Conventions", "experiment", "algorithm" };
    if (!hdf5_read_attributes_of(
            rd, rd->file, hdf5_attributes_tracked(H5Fget_create_plist(rd->file)), &rd->r->root))
        return false;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!attributes_get(&rd->r->root, needed[i]))
            return hdf5_refuse(rd, "it has no attribute `%s`", needed[i]);
    htri_t there = H5Lexists(rd->file, "provenance", H5P_DEFAULT);
    H5L_info_t link;
    if (there <= 0)
        return there == 0;
    if (H5Lget_info(rd->file, "provenance", &link, H5P_DEFAULT) < 0)
        return false;
    if (link.type != H5L_TYPE_HARD)
        return hdf5_refuse(rd, "it has a link to somewhere else");
    hid_t group = H5Gopen2(rd->file, "provenance", H5P_DEFAULT);
    return group >= 0 &&
           hdf5_read_attributes_of(rd, group, hdf5_attributes_tracked(H5Gget_create_plist(group)),
                                   &rd->r->provenance) &&
           H5Gclose(group) >= 0;
}

/* Marks the coordinates along zip dimensions. */
static void mark_auxiliary(Reader *rd)
{
    char *rest = NULL;
    for (char *name = rd->auxiliary ? strtok_r(rd->auxiliary, " ", &rest) : NULL; name;
         name = strtok_r(NULL, " ", &rest)) {
        Array *a = results_find(rd->r, "", name);
        if (a)
            a->coordinate = true;
    }
}

static bool read_content(Reader *rd, bool attributes_only)
{
    if (!read_root_attributes(rd))
        return false;
    if (attributes_only)
        return true;
    hid_t root = H5Gopen2(rd->file, "/", H5P_DEFAULT);
    if (root < 0 || !visit_group(rd, root, "", visit_scale) ||
        !visit_group(rd, root, "", visit_root) || H5Gclose(root) < 0)
        return false;
    mark_auxiliary(rd);
    return true;
}

Status hdf5_read_file(Results *r, const char *path, int64_t size, bool attributes_only, Error *err)
{
    Reader rd = { .r = r, .objects_left = MAX_OBJECTS };
    *r = (Results){ 0 };
    if (!attributes_only && !hdf5_heaps_are_sound(path, size))
        return error_set(err, ERR_FOREIGN, "it is damaged: its texts cannot be found");
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1); /* results are replaced, never changed in place */
    rd.bytes_left = size < MOST_BYTES / DEFLATE_RATIO ? size * DEFLATE_RATIO : MOST_BYTES;
    rd.text = H5Tcopy(H5T_C_S1);
    bool ok = rd.text >= 0 && H5Tset_size(rd.text, H5T_VARIABLE) >= 0 &&
              H5Tset_cset(rd.text, H5T_CSET_UTF8) >= 0 &&
              (rd.file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)) >= 0;
    /* Whatever the file says, it cannot make this process open another one. */
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, 0 });
    ok = ok && read_content(&rd, attributes_only);
    if (ok) {
        free(rd.auxiliary);
        return OK;
    }
    if (!rd.reason[0])
        hdf5_reason(rd.reason, sizeof rd.reason);
    return error_set(err, ERR_FOREIGN, "%s", rd.reason);
}
