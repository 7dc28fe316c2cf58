/* hdf5_write.c - a result to an HDF5 file that is valid netCDF-4: see hdf5_format.h
 *
 * After a failure nothing is closed: libhdf5 can loop or crash in that, and the process ends. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/store/hdf5_file.h"
#include "runner/store/hdf5_format.h"

#define OUT_OF_MEMORY "memory ran out"

typedef struct {
    const Results *r;
    hid_t file;
    hid_t text;   /* the type of texts */
    hid_t *scale; /* [dim_count] open datasets */
} Writer;

const char *hdf5_version(void)
{
#define VERSION_WORD(x) #x
#define VERSION_TEXT(a, b, c) VERSION_WORD(a) "." VERSION_WORD(b) "." VERSION_WORD(c)
    return VERSION_TEXT(H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE);
}

/* ---- attributes --------------------------------------------------------------------------- */

static bool write_attribute(hid_t object, const char *name, hid_t type, hid_t memory_type,
                            hid_t space, const void *value)
{
    hid_t a = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    return a >= 0 && H5Awrite(a, memory_type, value) >= 0 && H5Aclose(a) >= 0 &&
           H5Sclose(space) >= 0;
}

static bool write_text_attribute(hid_t object, const char *name, const char *text)
{
    size_t length = strlen(text);
    bool fixed = length <= HDF5_FIXED_TEXT;
    hid_t type = H5Tcopy(H5T_C_S1);
    return type >= 0 && H5Tset_size(type, fixed ? length + (length == 0) : H5T_VARIABLE) >= 0 &&
           H5Tset_strpad(type, fixed ? H5T_STR_NULLPAD : H5T_STR_NULLTERM) >= 0 &&
           H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
           write_attribute(object, name, type, type, H5Screate(H5S_SCALAR),
                           fixed ? (const void *)text : (const void *)&text) &&
           H5Tclose(type) >= 0;
}

static bool write_attributes(hid_t object, const Attributes *a)
{
    for (int64_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].name, "digest") != 0 &&
            !write_text_attribute(object, a->items[i].name, a->items[i].text))
            return false;
    return true;
}

/* What the type of an array says to a reader. */
static bool write_type_attributes(hid_t dataset, const Array *a)
{
    static const int8_t flags[] = { STATUS_OK, STATUS_FAILED, STATUS_MISSING, STATUS_OVER_BUDGET };
    hsize_t one = 1, four = 4;
    double nan = NAN;
    switch (a->type) {
    case ARRAY_REAL:
        return a->coordinate ||
               write_attribute(dataset, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                               H5Screate_simple(1, &one, NULL), &nan);
    case ARRAY_STATUS:
        return write_attribute(dataset, "flag_values", H5T_STD_I8LE, H5T_NATIVE_INT8,
                               H5Screate_simple(1, &four, NULL), flags) &&
               write_text_attribute(dataset, "flag_meanings", "ok failed missing over_budget");
    case ARRAY_KEY:
        return write_text_attribute(dataset, "_Encoding", "utf-8");
    case ARRAY_INT:
    case ARRAY_TEXT:
    default:
        return true;
    }
}

/* Is c a coordinate along dimensions of a, without being named like one of them (zip)? */
static bool is_auxiliary(const Results *r, const Array *c, const Array *a)
{
    if (!c->coordinate || c->group[0] || results_find_dim(r, c->name) >= 0)
        return false;
    for (int d = 0; d < c->rank; d++) {
        int k = 0;
        while (k < a->rank && a->dims[k] != c->dims[d])
            k++;
        if (k == a->rank)
            return false;
    }
    return true;
}

/* CF's list of such coordinates, so that xarray takes them for what they are. */
static bool write_coordinates(const Results *r, hid_t dataset, const Array *a)
{
    char names[1024] = "";
    size_t used = 0;
    for (int64_t i = 0; i < r->array_count && used < sizeof names; i++)
        if (is_auxiliary(r, &r->arrays[i], a))
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? " " : "",
                                     r->arrays[i].name);
    return used == 0 || a->coordinate || a->group[0] ||
           write_text_attribute(dataset, "coordinates", names);
}

/* ---- arrays ------------------------------------------------------------------------------- */

static hid_t creation_list(hid_t class)
{
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t list = H5Pcreate(class);
    bool links = class == H5P_FILE_CREATE || class == H5P_GROUP_CREATE;
    bool ok = list >= 0 && H5Pset_obj_track_times(list, false) >= 0 &&
              H5Pset_attr_creation_order(list, order) >= 0 &&
              H5Pset_attr_phase_change(list, 1000, 900) >= 0 &&
              (!links || H5Pset_link_creation_order(list, order) >= 0);
    return ok ? list : -1;
}

static hid_t file_type(const Writer *w, ArrayType type)
{
    switch (type) {
    case ARRAY_REAL:
        return H5T_IEEE_F64LE;
    case ARRAY_INT:
        return H5T_STD_I64LE;
    case ARRAY_STATUS:
        return H5T_STD_I8LE;
    case ARRAY_KEY:
        return H5T_C_S1;
    case ARRAY_TEXT:
    default:
        return w->text;
    }
}

/* An array's elements as HDF5 takes them; NULL when memory runs out. Freed unless it is a->data. */
static void *file_data(const Array *a)
{
    size_t size = (size_t)a->size;
    if (a->type == ARRAY_TEXT) {
        const char **text = malloc(size * sizeof *text);
        for (size_t i = 0; text && i < size; i++)
            text[i] = a->text[i] ? a->text[i] : "";
        return text;
    }
    if (a->type == ARRAY_KEY) {
        char *digits = malloc(size * HDF5_KEY_LENGTH + 1);
        for (size_t i = 0; digits && i < size; i++)
            key_print(a->key[i], digits + i * HDF5_KEY_LENGTH);
        return digits;
    }
    return a->data;
}

static bool set_fill(hid_t list, const Array *a)
{
    static const int8_t missing = STATUS_MISSING;
    double nan = NAN;
    if (a->type == ARRAY_REAL && !a->coordinate)
        return H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nan) >= 0;
    return a->type != ARRAY_STATUS || H5Pset_fill_value(list, H5T_NATIVE_INT8, &missing) >= 0;
}

/* Creates, fills and describes a dataset, without scales. */
static hid_t write_dataset(const Writer *w, hid_t group, const Array *a)
{
    hsize_t extent[RESULT_MAX_RANK + 1];
    int rank = a->rank + (a->type == ARRAY_KEY);
    for (int d = 0; d < a->rank; d++)
        extent[d] = (hsize_t)w->r->dims[a->dims[d]].length;
    extent[a->rank] = HDF5_KEY_LENGTH;

    hid_t type = file_type(w, a->type);
    hid_t space = rank > 0 ? H5Screate_simple(rank, extent, NULL) : H5Screate(H5S_SCALAR);
    hid_t list = creation_list(H5P_DATASET_CREATE);
    if (space < 0 || list < 0 || !set_fill(list, a) || !hdf5_choose_layout(list, a, rank, extent))
        return -1;
    hid_t dataset = H5Dcreate2(group, a->name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    void *data = file_data(a);
    if (!data)
        H5Epush2(H5E_DEFAULT, __FILE__, __func__, __LINE__, H5E_ERR_CLS, H5E_RESOURCE, H5E_NOSPACE,
                 OUT_OF_MEMORY);
    bool ok =
        dataset >= 0 && data && H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
    if (data != a->data)
        free(data);
    ok = ok && write_type_attributes(dataset, a) && write_attributes(dataset, &a->attributes) &&
         write_coordinates(w->r, dataset, a) && H5Pclose(list) >= 0 && H5Sclose(space) >= 0;
    return ok ? dataset : -1;
}

/* A dimension without values, as netCDF-4 writes it. */
static hid_t write_bare_scale(hid_t group, const char *name, int64_t length)
{
    char label[sizeof HDF5_BARE_DIM + 16];
    hsize_t extent = (hsize_t)length;
    snprintf(label, sizeof label, HDF5_BARE_DIM "%10lld", (long long)length);
    hid_t space = H5Screate_simple(1, &extent, NULL);
    hid_t list = creation_list(H5P_DATASET_CREATE);
    if (space < 0 || list < 0)
        return -1;
    hid_t scale = H5Dcreate2(group, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    bool ok = scale >= 0 && H5DSset_scale(scale, label) >= 0 && H5Pclose(list) >= 0 &&
              H5Sclose(space) >= 0;
    return ok ? scale : -1;
}

/* The coordinate variable of a dimension, or NULL. */
static const Array *own_coordinate(const Results *r, int dim)
{
    const Array *a = results_find(r, "", r->dims[dim].name);
    return a && a->coordinate && a->rank == 1 && a->dims[0] == dim ? a : NULL;
}

static bool is_used(const Results *r, int dim)
{
    for (int64_t i = 0; i < r->array_count; i++)
        for (int d = 0; d < r->arrays[i].rank; d++)
            if (r->arrays[i].dims[d] == dim)
                return true;
    return false;
}

/* All dimensions come first in the file, in their order. */
static bool write_scales(Writer *w)
{
    const Results *r = w->r;
    for (int i = 0; i < (int)r->dim_count; i++) {
        const Array *a = own_coordinate(r, i);
        w->scale[i] = -1;
        if (a) {
            w->scale[i] = write_dataset(w, w->file, a);
            if (w->scale[i] < 0 || H5DSset_scale(w->scale[i], a->name) < 0)
                return false;
        } else if (is_used(r, i)) {
            w->scale[i] = write_bare_scale(w->file, r->dims[i].name, r->dims[i].length);
            if (w->scale[i] < 0)
                return false;
        }
    }
    return true;
}

/* Opens a group, making what is missing of its path. */
static hid_t open_group(const Writer *w, const char *path)
{
    hid_t group = H5Gopen2(w->file, "/", H5P_DEFAULT);
    while (group >= 0 && *path) {
        char name[256];
        size_t length = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        path += length + (path[length] == '/');
        htri_t there = H5Lexists(group, name, H5P_DEFAULT);
        hid_t list = creation_list(H5P_GROUP_CREATE), next = -1;
        if (there > 0)
            next = H5Gopen2(group, name, H5P_DEFAULT);
        else if (there == 0 && list >= 0)
            next = H5Gcreate2(group, name, H5P_DEFAULT, list, H5P_DEFAULT);
        if (list < 0 || H5Pclose(list) < 0 || H5Gclose(group) < 0)
            return -1;
        group = next;
    }
    return group;
}

static bool write_array(const Writer *w, const Array *a)
{
    hid_t group = open_group(w, a->group);
    hid_t dataset = group >= 0 ? write_dataset(w, group, a) : -1;
    if (dataset < 0)
        return false;
    for (int d = 0; d < a->rank; d++)
        if (H5DSattach_scale(dataset, w->scale[a->dims[d]], (unsigned)d) < 0)
            return false;
    if (a->type == ARRAY_KEY) {
        htri_t there = H5Lexists(group, HDF5_KEY_DIM, H5P_DEFAULT);
        hid_t scale = there > 0 ? H5Dopen2(group, HDF5_KEY_DIM, H5P_DEFAULT)
                                : write_bare_scale(group, HDF5_KEY_DIM, HDF5_KEY_LENGTH);
        if (scale < 0 || H5DSattach_scale(dataset, scale, (unsigned)a->rank) < 0 ||
            H5Dclose(scale) < 0)
            return false;
    }
    return H5Dclose(dataset) >= 0 && H5Gclose(group) >= 0;
}

/* ---- the file ----------------------------------------------------------------------------- */

static bool write_content(Writer *w)
{
    const Results *r = w->r;
    char digest[KEY_TEXT_SIZE];
    key_print(results_digest(r), digest);
    if (!write_attributes(w->file, &r->root) || !write_text_attribute(w->file, "digest", digest) ||
        !write_scales(w))
        return false;
    for (int64_t i = 0; i < r->array_count; i++) {
        const Array *a = &r->arrays[i];
        bool written = !a->group[0] && a->rank == 1 && own_coordinate(r, a->dims[0]) == a;
        if (!written && !write_array(w, a))
            return false;
    }
    hid_t provenance = open_group(w, "provenance");
    return provenance >= 0 && write_attributes(provenance, &r->provenance) &&
           H5Gclose(provenance) >= 0;
}

bool hdf5_write_file(const Results *r, const char *path)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1); /* the temporary name is this process's alone */
    Writer w = { .r = r };
    w.scale = malloc((size_t)(r->dim_count + 1) * sizeof *w.scale);
    w.text = H5Tcopy(H5T_C_S1);
    hid_t file_list = creation_list(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    if (!w.scale || w.text < 0 || H5Tset_size(w.text, H5T_VARIABLE) < 0 ||
        H5Tset_cset(w.text, H5T_CSET_UTF8) < 0 || file_list < 0 || access < 0 ||
        H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18) < 0)
        return false;
    w.file = H5Fcreate(path, H5F_ACC_EXCL, file_list, access);
    if (w.file < 0 || !write_content(&w))
        return false;
    for (int64_t i = 0; i < r->dim_count; i++)
        if (w.scale[i] >= 0 && H5Dclose(w.scale[i]) < 0)
            return false;
    free(w.scale);
    return H5Tclose(w.text) >= 0 && H5Pclose(file_list) >= 0 && H5Pclose(access) >= 0 &&
           H5Fclose(w.file) >= 0;
}
