/* hdf5_read_array.c - the datasets and attributes of a file that may be hostile: see hdf5_read.h */
#include "runner/store/hdf5_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 1 << 26 };

/* ---- attributes --------------------------------------------------------------------------- */

/* Attributes of HDF5 and netCDF-4 themselves, and those that follow from an array's type. */
static const char *const reserved[] = {
    "CLASS",          "NAME",          "DIMENSION_LIST", "DIMENSION_LABELS",
    "REFERENCE_LIST", "_FillValue",    "_Encoding",      "flag_values",
    "flag_meanings",  "coordinates",   "_Netcdf4Dimid",  "_Netcdf4Coordinates",
    "_nc3_strict",    "_NCProperties",
};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(reserved[i], name) == 0)
            return true;
    return false;
}

/* The text of an attribute of type `type`, one element; *text stays NULL if it is none. */
static bool read_text_value(Reader *rd, hid_t attribute, hid_t type, char **text)
{
    htri_t variable = H5Tis_variable_str(type);
    if (variable < 0)
        return false;
    if (variable > 0) {
        char *value = NULL;
        if (H5Aread(attribute, rd->text, &value) < 0)
            return false;
        *text = strdup(value ? value : "");
        H5free_memory(value);
    } else {
        size_t size = H5Tget_size(type);
        if (size == 0 || size > MAX_TEXT)
            return hdf5_refuse(rd, "it has a text that is too long");
        *text = calloc(size + 1, 1);
        if (*text && H5Aread(attribute, type, *text) < 0)
            return false;
    }
    return *text || hdf5_refuse(rd, "memory ran out");
}

static bool read_text_attribute(Reader *rd, hid_t object, const char *name, char **text)
{
    *text = NULL;
    hid_t a = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type = a >= 0 ? H5Aget_type(a) : -1, space = a >= 0 ? H5Aget_space(a) : -1;
    if (type < 0 || space < 0)
        return false;
    if (H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1 &&
        !read_text_value(rd, a, type, text))
        return false;
    return H5Tclose(type) >= 0 && H5Sclose(space) >= 0 && H5Aclose(a) >= 0;
}

bool hdf5_read_text(Reader *rd, hid_t object, const char *name, char **text)
{
    htri_t there = H5Aexists(object, name);
    *text = NULL;
    return there == 0 || (there > 0 && read_text_attribute(rd, object, name, text));
}

typedef struct {
    Reader *rd;
    Attributes *a;
} AttributeVisit;

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *info, void *context)
{
    AttributeVisit *v = context;
    char *text;
    (void)info;
    if (is_reserved(name))
        return 0;
    if (!read_text_attribute(v->rd, object, name, &text))
        return -1;
    bool ok = !text || attributes_set(v->a, name, text) == OK;
    free(text);
    if (!ok)
        hdf5_refuse(v->rd, "memory ran out");
    return ok ? 0 : -1;
}

bool hdf5_read_attributes_of(Reader *rd, hid_t object, bool tracked, Attributes *a)
{
    AttributeVisit v = { rd, a };
    hsize_t at = 0;
    return H5Aiterate2(object, tracked ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME, H5_ITER_INC, &at,
                       visit_attribute, &v) >= 0;
}

/* ---- the shape of a dataset --------------------------------------------------------------- */

static bool find_type(Reader *rd, hid_t dataset, ArrayType *type, const char *name)
{
    hid_t t = H5Dget_type(dataset);
    if (t < 0)
        return false;
    bool known = true;
    if (H5Tcommitted(t) != 0)
        known = false;
    else if (H5Tequal(t, H5T_IEEE_F64LE) > 0)
        *type = ARRAY_REAL;
    else if (H5Tequal(t, H5T_STD_I64LE) > 0)
        *type = ARRAY_INT;
    else if (H5Tequal(t, H5T_STD_I8LE) > 0)
        *type = ARRAY_STATUS;
    else if (H5Tget_class(t) == H5T_STRING && H5Tis_variable_str(t) > 0)
        *type = ARRAY_TEXT;
    else if (H5Tget_class(t) == H5T_STRING && H5Tget_size(t) == 1)
        *type = ARRAY_KEY;
    else
        known = false;
    H5Tclose(t);
    return known || hdf5_refuse(rd, "`%s` is of a type that no result has", name);
}

/* Plain data of this file, through filters that are known. */
static bool check_storage(Reader *rd, hid_t dataset, const char *name)
{
    hid_t list = H5Dget_create_plist(dataset);
    if (list < 0)
        return false;
    H5D_layout_t layout = H5Pget_layout(list);
    int filters = H5Pget_nfilters(list);
    bool plain = (layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED || layout == H5D_COMPACT) &&
                 H5Pget_external_count(list) == 0 && filters >= 0;
    for (int i = 0; plain && i < filters; i++) {
        unsigned flags, config;
        size_t values = 0;
        H5Z_filter_t f = H5Pget_filter2(list, (unsigned)i, &flags, &values, NULL, 0, NULL, &config);
        plain = f == H5Z_FILTER_SHUFFLE || f == H5Z_FILTER_DEFLATE || f == H5Z_FILTER_FLETCHER32;
    }
    if (H5Pclose(list) < 0)
        return false;
    return plain || hdf5_refuse(rd, "`%s` is stored in a way that no result uses", name);
}

/* Finds the dimensions that the first `rank` scales stand for. */
static bool find_dims(Reader *rd, hid_t dataset, int stored_rank, int rank, int *dims)
{
    hvl_t list[RESULT_MAX_RANK + 1] = { { 0 } };
    hid_t a = H5Aopen(dataset, "DIMENSION_LIST", H5P_DEFAULT);
    hid_t space = a >= 0 ? H5Aget_space(a) : -1, type = H5Tvlen_create(H5T_STD_REF_OBJ);
    if (space < 0 || type < 0 || H5Sget_simple_extent_npoints(space) != stored_rank ||
        H5Aread(a, type, list) < 0)
        return hdf5_refuse(rd, "an array has no dimensions");
    for (int d = 0; d < rank; d++) {
        hobj_ref_t ref;
        dims[d] = -1;
        if (list[d].len != 1)
            return hdf5_refuse(rd, "an array has no dimensions");
        memcpy(&ref, list[d].p, sizeof ref);
        for (int i = 0; i < rd->r->dim_count; i++)
            if (rd->scale[i] == ref)
                dims[d] = i;
    }
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, list);
    return H5Tclose(type) >= 0 && H5Sclose(space) >= 0 && H5Aclose(a) >= 0;
}

/* The dimensions of a dataset, their lengths held against its extents. */
static bool find_shape(Reader *rd, hid_t dataset, ArrayType type, const char *group,
                       const char *name, int *rank, int *dims)
{
    hsize_t extent[RESULT_MAX_RANK + 1];
    hid_t space = H5Dget_space(dataset);
    H5S_class_t class = space >= 0 ? H5Sget_simple_extent_type(space) : H5S_NO_CLASS;
    int stored = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    *rank = stored - (type == ARRAY_KEY);
    if ((class != H5S_SIMPLE && class != H5S_SCALAR) || *rank < 0 || *rank > RESULT_MAX_RANK ||
        H5Sget_simple_extent_dims(space, extent, NULL) < 0 || H5Sclose(space) < 0)
        return hdf5_refuse(rd, "`%s` has no good shape", name);
    if (type == ARRAY_KEY && extent[*rank] != HDF5_KEY_LENGTH)
        return hdf5_refuse(rd, "`%s` does not hold keys", name);
    dims[0] = results_find_dim(rd->r, name);
    bool is_scale = stored == 1 && !group[0] && dims[0] >= 0 && type != ARRAY_KEY;
    if (stored > 0 && !is_scale && !find_dims(rd, dataset, stored, *rank, dims))
        return false;
    for (int d = 0; d < *rank; d++)
        if (dims[d] < 0 || extent[d] != (hsize_t)rd->r->dims[dims[d]].length)
            return hdf5_refuse(rd, "`%s` does not fit its dimensions", name);
    return true;
}

/* ---- the content of a dataset ------------------------------------------------------------- */

static bool read_texts(Reader *rd, hid_t dataset, Array *a)
{
    char **text = calloc((size_t)a->size, sizeof *text);
    if (!text)
        return hdf5_refuse(rd, "memory ran out");
    if (H5Dread(dataset, rd->text, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0)
        return false;
    for (int64_t i = 0; i < a->size; i++) {
        if (text[i] && text[i][0] && !(a->text[i] = strdup(text[i])))
            return hdf5_refuse(rd, "memory ran out");
        H5free_memory(text[i]);
    }
    free(text);
    return true;
}

static bool read_keys(Reader *rd, hid_t dataset, Array *a)
{
    char *digits = malloc((size_t)a->size * HDF5_KEY_LENGTH);
    if (!digits)
        return hdf5_refuse(rd, "memory ran out");
    if (H5Dread(dataset, H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, digits) < 0)
        return false;
    for (int64_t i = 0; i < a->size; i++) {
        char text[KEY_TEXT_SIZE] = "";
        memcpy(text, digits + i * HDF5_KEY_LENGTH, HDF5_KEY_LENGTH);
        if (!key_parse(text, &a->key[i]))
            return hdf5_refuse(rd, "`%s` does not hold keys", a->name);
    }
    free(digits);
    return true;
}

static bool read_data(Reader *rd, hid_t dataset, Array *a)
{
    switch (a->type) {
    case ARRAY_TEXT:
        return read_texts(rd, dataset, a);
    case ARRAY_KEY:
        return read_keys(rd, dataset, a);
    case ARRAY_REAL:
        return H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->real) >= 0;
    case ARRAY_INT:
        return H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->integer) >= 0;
    case ARRAY_STATUS:
    default:
        return H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->status) >= 0;
    }
}

/* Remembers the names in a `coordinates` attribute. */
static bool read_coordinates(Reader *rd, hid_t dataset)
{
    char *names;
    if (!hdf5_read_text(rd, dataset, "coordinates", &names))
        return false;
    if (!names)
        return true;
    size_t old = rd->auxiliary ? strlen(rd->auxiliary) : 0;
    char *all = realloc(rd->auxiliary, old + strlen(names) + 2);
    if (!all)
        return hdf5_refuse(rd, "memory ran out");
    snprintf(all + old, strlen(names) + 2, " %s", names);
    rd->auxiliary = all;
    free(names);
    return true;
}

bool hdf5_read_dataset(Reader *rd, hid_t dataset, const char *group, const char *name)
{
    static const uint64_t bytes[ARRAY_TYPES] = { [ARRAY_REAL] = 8,
                                                 [ARRAY_INT] = 8,
                                                 [ARRAY_STATUS] = 1,
                                                 [ARRAY_TEXT] = 16,
                                                 [ARRAY_KEY] = HDF5_KEY_LENGTH };
    ArrayType type = ARRAY_REAL;
    int rank, dims[RESULT_MAX_RANK + 1] = { 0 };
    if (!find_type(rd, dataset, &type, name) || !check_storage(rd, dataset, name) ||
        !find_shape(rd, dataset, type, group, name, &rank, dims))
        return false;
    uint64_t size = bytes[type];
    for (int d = 0; d < rank; d++) {
        if ((uint64_t)rd->r->dims[dims[d]].length > (uint64_t)rd->bytes_left / size)
            return hdf5_spend(rd, UINT64_MAX);
        size *= (uint64_t)rd->r->dims[dims[d]].length;
    }
    if (!hdf5_spend(rd, size))
        return false;
    Array *a = results_add(rd->r, group, name, type, rank, dims);
    if (!a)
        return hdf5_refuse(rd, "memory ran out for `%s`", name);
    a->coordinate = !group[0] && rank == 1 && results_find_dim(rd->r, name) == dims[0];
    return read_data(rd, dataset, a) &&
           hdf5_read_attributes_of(rd, dataset,
                                   hdf5_attributes_tracked(H5Dget_create_plist(dataset)),
                                   &a->attributes) &&
           read_coordinates(rd, dataset);
}
