/* flow_rows.h - what flow.c and flow_back.c share. */
#ifndef HEBB_FLOW_ROWS_H
#define HEBB_FLOW_ROWS_H

#include "algorithms/base/flow.h"

/* f->slope = phi'(pre), given act = phi(pre). */
void flow_slopes(Flow *f, const FlowRows *pre, const FlowRows *act);

#endif
