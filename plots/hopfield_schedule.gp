# hopfield_schedule.gp - share of networks that retrieve and sweeps until they settle, against load, for
# ways to order updates, from the pattern and from a cue.
#
# Needs the axes dynamics and order (one axis of pairs), initial_overlap and load and the metrics
# retrieved and sweeps.
load "style.gp"

WAYS = "permutation random sequential synchronous"
NAMES = "new".NB."orders drawn".NB."at".NB."random fixed".NB."order all".NB."at".NB."once"

# ---- data: blocks 4 (c - 1) + k - 1: way k from cue c; three columns each of retrieved and of sweeps --
eval table("summary.tsv")
cd = col("dynamics"); co = col("order"); ci = col("initial_overlap")
way(dummy) = strcol(cd) eq "synchronous" ? "synchronous" : strcol(co)
eval levels("initial_overlap")
CUES = LEVELS > 1 ? 2 : 1
array CUE[2] = [LEVEL[LEVELS], LEVEL[1]]
eval span('m("retrieved_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval loads(0)
eval span('column(cl)')
X0 = LOW; X1 = HIGH; PAD = X1 > X0 ? 0.04*(X1 - X0) : 0.1*X1
eval span('m("sweeps_ci_high")')
Y1 = HIGH
array END[8]
do for [c=1:CUES] {
    do for [k=1:4] {
        eval keep('(column(cl)):(m("retrieved_mean")):(m("retrieved_ci_low")):(m("retrieved_ci_high")):(m("sweeps_mean")):(m("sweeps_ci_low")):(m("sweeps_ci_high"))', \
            'way(0) eq word(WAYS, k) && (ci == 0 || column(ci) == CUE[c])')
        eval span('way(0) eq word(WAYS, k) && (ci == 0 || column(ci) == CUE[c]) && column(cl) == X1 ? m("sweeps_mean") : NaN')
        END[4*(c-1)+k] = LOW == LOW ? LOW : 0
    }
}
SIZE = ""
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    stats TABLE using (strcol(1) eq "neurons" ? (SIZE = strcol(2)) : 0, 0) nooutput
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "The order of updates decides how fast a network settles, hardly where"
SUBTITLE = REPLICATES." networks".(SIZE eq "" ? "" : " of ".SIZE." neurons").\
    " from the same cues, updated one by one or all at once. Bars: 95".NB."% intervals"
TOP = head(0) + 40
LEFT = 62
TALL = 170
GAP = 66
WIDE = NARROW ? W - LEFT - 110 : 0.5*(W - LEFT - GAP - 118)
ROWS_ = NARROW ? 2*CUES : 2
H = TOP + ROWS_*TALL + (ROWS_ - 1)*84 + 56
@OPEN
set xrange [X0-PAD:X1+PAD]
nudge(k) = (k - 2.5)*0.05*(X1 - X0)/10

# A row of panels for each metric, a column for each cue; all in one column when narrow.
do for [p=1:2*CUES] {
    row_ = NARROW ? p - 1 : (p-1)/CUES
    c = NARROW ? 1 + (p-1)/2 : 1 + (p-1)%CUES
    q = NARROW ? 1 + (p-1)%2 : 1 + (p-1)/CUES
    x = NARROW ? LEFT : LEFT + (c-1)*(WIDE + GAP)
    y = TOP + row_*(TALL + 84)
    unset label; unset arrow
    eval panel(x, y, x + WIDE, y + TALL)
    if (p == 1) { @HEADLINES }
    eval yname(letter(word("a b c d", p)).(q == 1 ? "share that retrieves" : "sweeps until at rest").",".NB.vi("m_0").NB."=".NB.sprintf("%g", CUE[c]), x - 46)
    eval xname("load".v("α"))
    eval ticks("x", X0, X1, 4)
    if (q == 1) {
        set yrange [-0.04:1.05]
        set ytics 0,0.25,1 format "%.2f"
    } else {
        set yrange [0:1.05*Y1]
        eval ticks("y", 0, Y1, 4)
    }
    if (q == 2 && (NARROW || c == CUES)) {
        ENDS = 4
        array END_Y[4]
        do for [k=1:4] { END_Y[k] = END[4*(c-1)+k] }
        END_GAP = 16.*1.05*Y1/TALL; END_LOW = 0.05*Y1; END_HIGH = Y1
        do for [k=1:4] { set label 20+k word(NAMES, k) at graph 1,first end_label(k) offset 0.5,0 left tc rgb S[k] }
    }
    plot for [k=1:4] $ROWS index 4*(c-1)+k-1 using ($1+nudge(k)):(q == 1 ? $2 : $5) with lines lw 1 lc rgb faint(S[k]) title "guide, ".word(NAMES, k), \
         for [k=1:4] $ROWS index 4*(c-1)+k-1 using ($1+nudge(k)):(q == 1 ? $3 : $6):(0):(q == 1 ? $4-$3 : $7-$6) with vectors nohead lw 1.2 lc rgb S[k] title "95 % interval, ".word(NAMES, k), \
         for [k=1:4] $ROWS index 4*(c-1)+k-1 using ($1+nudge(k)):(q == 1 ? $2 : $5) with points pt 7 ps 0.5 lc rgb S[k] title "mean, ".word(NAMES, k)
}
unset multiplot
