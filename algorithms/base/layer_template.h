/* layer_template.h - the text of layer.c for one precision: REAL is float or double, NAME(f) adds
 * its suffix, PRODUCT() is its matrix product. Included by layer.c only, once for each. */

/* ---- dense ---------------------------------------------------------------------------------- */

void NAME(layer_dense_forward)(int64_t batch, int64_t inputs, int64_t outputs, const REAL *h,
                               const REAL *w, REAL *z, LayerLoan loan)
{
    PRODUCT(MATMUL_NT, batch, outputs, inputs, h, inputs, w, inputs, z, outputs, loan);
}

/* Sums over the rows of x (or x y, unless y is NULL) for all columns, rounded to REAL. */
static void NAME(column_totals)(int64_t batch, int64_t width, const REAL *x, const REAL *y,
                                REAL *totals)
{
    double sums[COLUMNS];
    for (int64_t first = 0; first < width; first += COLUMNS) {
        int64_t count = width - first < COLUMNS ? width - first : COLUMNS;
        NAME(column_sums)(batch, width, count, x + first, y ? y + first : NULL, sums);
        for (int64_t i = 0; i < count; i++)
            totals[first + i] = (REAL)sums[i];
    }
}

void NAME(layer_dense_backward)(int64_t batch, int64_t inputs, int64_t outputs, const REAL *h,
                                const REAL *w, const REAL *dz, REAL *dw, REAL *db, REAL *dh,
                                LayerLoan loan)
{
    if (dw)
        PRODUCT(MATMUL_TN, outputs, inputs, batch, dz, outputs, h, inputs, dw, inputs, loan);
    if (db)
        NAME(column_totals)(batch, outputs, dz, NULL, db);
    if (dh)
        PRODUCT(MATMUL_NN, batch, inputs, outputs, dz, outputs, w, inputs, dh, inputs, loan);
}

/* ---- normalisation -------------------------------------------------------------------------- */

static void NAME(normalize_rows)(int64_t batch, int64_t width, const REAL *z, REAL *unit,
                                 double *mean, double *inv_std)
{
    for (int64_t row = 0; row < batch; row++, z += width, unit += width) {
        double m = NAME(reduce_sum)(width, z) / (double)width;
        for (int64_t i = 0; i < width; i++)
            unit[i] = (REAL)((double)z[i] - m);
        double variance = NAME(reduce_dot)(width, unit, unit) / (double)width;
        double s = 1.0 / sqrt(variance + NORMALIZATION_EPSILON);
        for (int64_t i = 0; i < width; i++)
            unit[i] = (REAL)((double)unit[i] * s);
        mean[row] = m;
        inv_std[row] = s;
    }
}

static void NAME(normalize_columns)(int64_t batch, int64_t width, const REAL *z, REAL *unit,
                                    double *mean, double *inv_std)
{
    for (int64_t first = 0; first < width; first += COLUMNS) {
        int64_t count = width - first < COLUMNS ? width - first : COLUMNS;
        double *m = mean + first, *s = inv_std + first;
        NAME(column_sums)(batch, width, count, z + first, NULL, m);
        for (int64_t i = 0; i < count; i++)
            m[i] /= (double)batch;
        for (int64_t row = 0; row < batch; row++)
            for (int64_t i = 0; i < count; i++)
                unit[row * width + first + i] = (REAL)((double)z[row * width + first + i] - m[i]);
        NAME(column_sums)(batch, width, count, unit + first, unit + first, s);
        for (int64_t i = 0; i < count; i++)
            s[i] = 1.0 / sqrt(s[i] / (double)batch + NORMALIZATION_EPSILON);
        for (int64_t row = 0; row < batch; row++)
            for (int64_t i = 0; i < count; i++)
                unit[row * width + first + i] =
                    (REAL)((double)unit[row * width + first + i] * s[i]);
    }
}

void NAME(layer_normalize)(NormalizationKind kind, int64_t batch, int64_t width, const REAL *z,
                           REAL *unit, double *mean, double *inv_std)
{
    if (kind == NORMALIZATION_BATCH)
        NAME(normalize_columns)(batch, width, z, unit, mean, inv_std);
    else
        NAME(normalize_rows)(batch, width, z, unit, mean, inv_std);
}

void NAME(layer_normalize_fixed)(int64_t batch, int64_t width, const REAL *z, const double *mean,
                                 const double *inv_std, REAL *unit)
{
    for (int64_t row = 0; row < batch; row++, z += width, unit += width)
        for (int64_t i = 0; i < width; i++)
            unit[i] = (REAL)(((double)z[i] - mean[i]) * inv_std[i]);
}

/* With u the normalised values of one row or column of n elements:
 * dL/dz = inv_std (dL/du - mean(dL/du) - u mean(u dL/du)). */
static void NAME(normalize_rows_backward)(int64_t batch, int64_t width, const REAL *unit,
                                          const double *inv_std, REAL *delta)
{
    for (int64_t row = 0; row < batch; row++, unit += width, delta += width) {
        double m = NAME(reduce_sum)(width, delta) / (double)width;
        double c = NAME(reduce_dot)(width, delta, unit) / (double)width;
        for (int64_t i = 0; i < width; i++)
            delta[i] = (REAL)(inv_std[row] * ((double)delta[i] - m - (double)unit[i] * c));
    }
}

static void NAME(normalize_columns_backward)(int64_t batch, int64_t width, const REAL *unit,
                                             const double *inv_std, REAL *delta)
{
    double m[COLUMNS], c[COLUMNS];
    for (int64_t first = 0; first < width; first += COLUMNS) {
        int64_t count = width - first < COLUMNS ? width - first : COLUMNS;
        NAME(column_sums)(batch, width, count, delta + first, NULL, m);
        NAME(column_sums)(batch, width, count, delta + first, unit + first, c);
        for (int64_t row = 0; row < batch; row++) {
            const REAL *u = unit + row * width + first;
            REAL *d = delta + row * width + first;
            for (int64_t i = 0; i < count; i++)
                d[i] = (REAL)(inv_std[first + i] *
                              ((double)d[i] - (m[i] + (double)u[i] * c[i]) / (double)batch));
        }
    }
}

void NAME(layer_normalize_backward)(NormalizationKind kind, int64_t batch, int64_t width,
                                    const REAL *unit, const double *inv_std, REAL *delta)
{
    if (kind == NORMALIZATION_BATCH)
        NAME(normalize_columns_backward)(batch, width, unit, inv_std, delta);
    else
        NAME(normalize_rows_backward)(batch, width, unit, inv_std, delta);
}

void NAME(layer_affine)(int64_t batch, int64_t width, const REAL *unit, const REAL *gain,
                        const REAL *shift, REAL *out)
{
    for (int64_t row = 0; row < batch; row++, unit += width, out += width)
        for (int64_t i = 0; i < width; i++)
            out[i] = gain[i] * unit[i] + shift[i];
}

void NAME(layer_affine_backward)(int64_t batch, int64_t width, const REAL *unit, const REAL *gain,
                                 REAL *delta, REAL *dgain, REAL *dshift)
{
    NAME(column_totals)(batch, width, delta, unit, dgain);
    NAME(column_totals)(batch, width, delta, NULL, dshift);
    for (int64_t row = 0; row < batch; row++, delta += width)
        for (int64_t i = 0; i < width; i++)
            delta[i] *= gain[i];
}

/* ---- dropout -------------------------------------------------------------------------------- */

void NAME(layer_dropout)(int64_t n, double drop, const RandomStream *stream, const REAL *h,
                         REAL *mask, REAL *out)
{
    uint32_t words[4 * WORD_BLOCKS];
    const uint64_t level = (uint64_t)(drop * 0x1p32);
    const REAL keep = (REAL)(1.0 / (1.0 - drop));
    for (int64_t first = 0; first < n; first += 4 * WORD_BLOCKS) {
        int64_t count = n - first < 4 * WORD_BLOCKS ? n - first : 4 * WORD_BLOCKS;
        random_words(stream, (uint64_t)first / 4, (size_t)(count + 3) / 4, words);
        for (int64_t i = 0; i < count; i++) {
            mask[first + i] = words[i] < level ? (REAL)0 : keep;
            out[first + i] = h[first + i] * mask[first + i];
        }
    }
}
