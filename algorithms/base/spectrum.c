/* spectrum.c - see spectrum.h */
#include "algorithms/base/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "algorithms/base/matmul.h"

Status spectrum_extremes(int64_t n, const double *a, double *smallest, double *largest, Error *err)
{
    Status st = OK;
    size_t size = (size_t)n;
    double *square = malloc(size * size * sizeof *square);
    gsl_vector *values = gsl_vector_alloc(size);
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(size);
    if (!square || !values || !work) {
        st = error_set(err, ERR_MEMORY, "no memory for the singular values of a %lld x %lld matrix",
                       (long long)n, (long long)n);
    } else {
        matmul_f64(MATMUL_TN, n, n, n, a, n, a, n, false, square, n);
        gsl_matrix_view view = gsl_matrix_view_array(square, size, size);
        gsl_eigen_symm(&view.matrix, values, work);
        *smallest = sqrt(fmax(0.0, gsl_vector_min(values)));
        *largest = sqrt(fmax(0.0, gsl_vector_max(values)));
    }
    if (work)
        gsl_eigen_symm_free(work);
    if (values)
        gsl_vector_free(values);
    free(square);
    return st;
}
