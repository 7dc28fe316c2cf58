/* status.c - see status.h */
#include "algorithms/base/status.h"

#include <stdio.h>

static Status fill(Error *err, Status code, const char *param, const char *format, va_list args)
{
    if (err) {
        err->code = code;
        snprintf(err->param, sizeof err->param, "%s", param);
        vsnprintf(err->text, sizeof err->text, format, args);
    }
    return code;
}

Status error_set(Error *err, Status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, "", format, args);
    va_end(args);
    return code;
}

Status error_param(Error *err, const char *param, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, ERR_CONFIG, param, format, args);
    va_end(args);
    return ERR_CONFIG;
}

int status_exit(Status code)
{
#define STATUS_EXIT(name, exit, meaning) exit,
    static const int exits[] = { STATUS_LIST(STATUS_EXIT) };
#undef STATUS_EXIT
    return exits[code];
}

Status status_worse(Status a, Status b)
{
    if (a == OK || b == OK)
        return a == OK ? b : a;
    return a < b ? a : b;
}
