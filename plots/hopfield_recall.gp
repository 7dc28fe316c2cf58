# hopfield_recall.gp - a picture coming back from noise: one row of frames for every number of stored
# patterns, with the overlap under each.
#
# Needs the axis patterns and the array metrics state[frame,pixel] and overlap[frame].
load "style.gp"

eval table("summary_overlap.tsv")
eval levels("frame")
F = min_(LEVELS, 9)
array WHEN[F]
do for [f=1:F] { WHEN[f] = LEVEL[f] }
eval levels("patterns")
N = min_(LEVELS, 5)
array PATTERNS[N]
do for [n=1:N] { PATTERNS[n] = LEVEL[n] }
array M[F*N]
cp = col("patterns"); cf = col("frame")
slot(dummy) = (sum [n_=1:N] (column(cp) == PATTERNS[n_] ? n_ : 0)) && (sum [f_=1:F] (column(cf) == WHEN[f_] ? f_ : 0)) ? \
    int((sum [n_=1:N] (column(cp) == PATTERNS[n_] ? n_ : 0)) - 1)*F + int(sum [f_=1:F] (column(cf) == WHEN[f_] ? f_ : 0)) : 0
stats TABLE using (k_ = slot(0), k_ > 0 ? (M[k_] = m("overlap_mean")) : 0, 0) nooutput
eval table("summary_state.tsv")
eval span('m("pixel")')
SIDE = int(sqrt(HIGH + 1) + 0.5)

# Block (n-1) F + f-1 holds the pixels of a frame; the table is read once.
cp = col("patterns"); cf = col("frame"); cx = col("pixel"); cs = col("state_mean")
PIXELS = SIDE*SIDE
array STATE[N*F*PIXELS]
stats TABLE using (k_ = slot(0), k_ > 0 ? (STATE[(k_ - 1)*PIXELS + int(column(cx)) + 1] = column(cs)) : 0, 0) nooutput
set print $ROWS
do for [k=0:N*F-1] {
    do for [x=0:PIXELS-1] { print sprintf("%d\t%d\t%g", x % SIDE, x/SIDE, STATE[k*PIXELS + x + 1]) }
    print ""; print ""
}
unset print

# ---- paper --------------------------------------------------------------------------------------------
TITLE = M[F] > 0.95 && M[N*F] < 0.9 && N > 1 ? "A picture comes back from noise, unless too much else is stored" : "A picture and what becomes of it"
SUBTITLE = sprintf("Networks of %d neurons that store the picture among random patterns; updated one after another", SIDE*SIDE)
LEFT = NARROW ? 16 : 104
TOP = head(0) + (NARROW ? 30 : 44)
CELL = (W - 20 - LEFT - (F - 1)*8.)/F
ROW = CELL + (NARROW ? 48 : 30)
H = TOP + N*ROW + (NARROW ? 24 : 8)
@OPEN
unset border; unset tics; unset grid
set xrange [-0.5:SIDE-0.5]; set yrange [SIDE-0.5:-0.5]
set palette defined (-1 PAPER, 1 INK)
set palette maxcolors 2
set cbrange [-1:1]
unset colorbox
do for [n=1:N] {
    do for [f=1:F] {
        x0 = LEFT + (f - 1)*(CELL + 8); y0 = TOP + (n - 1)*ROW + (NARROW ? 38 : 0)
        eval panel(x0, y0, x0 + CELL, y0 + CELL)
        unset label
        if (n == 1 && f == 1) { @HEADLINES }
        if (f == 1) {
            set label 1 sprintf("%s = %g%s", vi("P"), PATTERNS[n], NARROW ? sprintf("{/=11.5 , load %.3f}", PATTERNS[n]/(SIDE*SIDE)) : "") at screen px(16),screen py(NARROW ? y0 - 10 : y0 + CELL/2 - 8) left tc rgb INK
            if (!NARROW) { set label 2 sprintf("load %.3f", PATTERNS[n]/(SIDE*SIDE)) at screen px(16),screen py(y0 + CELL/2 + 10) left font SMALL tc rgb MUTE }
        }
        if (n == 1 && !NARROW) { set label 3 (f == 1 ? "cue" : sprintf("%g sweep%s", WHEN[f], WHEN[f] == 1 ? "" : "s")) at graph 0.5,graph 1 center offset 0,0.7 tc rgb MUTE }
        if (n == 1 && NARROW) { set label 3 (f == 1 ? "cue" : f == F ? sprintf("%g sweeps", WHEN[f]) : sprintf("%g", WHEN[f])) at screen px(f == F ? x0 + CELL : x0 + CELL/2),screen py(y0 - 32) center font SMALL tc rgb MUTE; if (f == F) { set label 3 right } }
        set label 4 (f == 1 && !NARROW ? vi("m").NB."=".NB : "").sprintf("%.2f", M[(n-1)*F + f]) at graph 0.5,graph 0 center offset 0,-0.75 font SMALL tc rgb (abs(M[(n-1)*F + f]) > 0.995 ? S[3] : MUTE)
        set object 1 rectangle from graph 0,graph 0 to graph 1,graph 1 fs empty border lc rgb AXIS lw 0.8 front
        plot $ROWS index (n-1)*F + f-1 using 1:2:3 with image @IMAGE title "state"
    }
}
unset multiplot
