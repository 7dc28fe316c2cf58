/* json.c - see json.h */
#include "runner/present/json.h"

#include <math.h>

#include "runner/config/number.h"

void json_text(FILE *out, const char *text)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c == '\n')
            fputs("\\n", out);
        else if (*c < 0x20 || *c == 0x7f)
            fprintf(out, "\\u%04x", *c);
        else
            fputc(*c, out);
    }
    fputc('"', out);
}

void json_number(FILE *out, double x)
{
    char text[NUMBER_SIZE];
    if (!isfinite(x)) {
        fputs("null", out);
        return;
    }
    number_print(x, text);
    fputs(text, out);
}
