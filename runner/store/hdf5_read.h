/* hdf5_read.h - the reader's state; private to hdf5_read*.c.
 *
 * Every function returns false on trouble: `reason` then says what is wrong, or is empty and HDF5
 * knows. Nothing is closed after trouble: the process ends. */
#ifndef HEBB_HDF5_READ_H
#define HEBB_HDF5_READ_H

#include "runner/store/hdf5_format.h"

enum { HDF5_MAX_DIMS = 1000, HDF5_NAME_SIZE = 256 };

typedef struct {
    Results *r;
    hid_t file;
    hid_t text;                      /* the type of texts in memory */
    hobj_ref_t scale[HDF5_MAX_DIMS]; /* of the dimensions in r->dims */
    char *auxiliary;                 /* names from the `coordinates` attributes; " a b c" */
    int64_t bytes_left;              /* what the file may still make us allocate */
    int64_t objects_left;
    char reason[200];
} Reader;

bool hdf5_refuse(Reader *rd, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes n bytes off what may be allocated. */
bool hdf5_spend(Reader *rd, uint64_t n);

/* Reads the text attributes of an object; those of the format itself are left out, `coordinates`
 * goes to rd->auxiliary. */
bool hdf5_read_attributes_of(Reader *rd, hid_t object, bool tracked, Attributes *a);

/* One text attribute; *text is allocated, NULL if the object has none of that name. */
bool hdf5_read_text(Reader *rd, hid_t object, const char *name, char **text);

/* Reads a dataset into a new array. */
bool hdf5_read_dataset(Reader *rd, hid_t dataset, const char *group, const char *name);

/* True if attributes are tracked in a creation list, and so can be had in their order. */
bool hdf5_attributes_tracked(hid_t list);

#endif
