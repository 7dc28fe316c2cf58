# hopfield_landscape.gp - the energy of every state of a small network against its rank, for two
# numbers of patterns side by side; patterns, their mirror images and spurious minima are marked.
#
# Needs the axis patterns and the array metrics energy, state_class and energy_rank; of an axis bias
# only 0 is drawn.
load "style.gp"

# ---- data: block p-1 holds rank, energy and class of the states of panel p ----------------------------
eval table("summary_energy.tsv")
eval levels("patterns")
PANELS = min_(LEVELS, 2)
array P[2]
do for [p=1:PANELS] { P[p] = LEVEL[p] }
cp = col("patterns"); cb = col("bias")
mine(p) = column(cp) == P[p] && (cb == 0 || column(cb) == 0)
eval span('m("state")')
STATES = int(HIGH) + 1
eval span('cb == 0 || column(cb) == 0 ? m("energy_mean") : NaN')
Y0 = LOW; Y1 = HIGH
array E[STATES]; array C[STATES]; array R[STATES]
array SPURIOUS[2]; array LOWEST[2]; array FIRST[2]; array FAR[2]; array HIGHEST[2]
do for [p=1:PANELS] {
    eval table("summary_energy.tsv"); cp = col("patterns"); cb = col("bias")
    stats TABLE using (mine(p) ? (E[int(m("state"))+1] = m("energy_mean")) : 0, 0) nooutput
    eval table("summary_state_class.tsv"); cp = col("patterns"); cb = col("bias")
    stats TABLE using (mine(p) ? (C[int(m("state"))+1] = m("state_class_mean")) : 0, 0) nooutput
    eval table("summary_energy_rank.tsv"); cp = col("patterns"); cb = col("bias")
    stats TABLE using (mine(p) ? (R[int(m("state"))+1] = m("energy_rank_mean")) : 0, 0) nooutput
    SPURIOUS[p] = 0; FIRST[p] = FAR[p] = HIGHEST[p] = NaN
    LOWEST[p] = NaN
    set print $ROWS append
    do for [i=1:STATES] {
        print sprintf("%g\t%.9g\t%g", R[i], E[i], C[i])
        SPURIOUS[p] = SPURIOUS[p] + (C[i] == 3)
        FIRST[p] = C[i] == 3 ? lower(FIRST[p], R[i]) : FIRST[p]
        FAR[p] = C[i] == 1 || C[i] == 2 ? upper(FAR[p], R[i]) : FAR[p]
        HIGHEST[p] = C[i] == 1 || C[i] == 2 ? upper(HIGHEST[p], E[i]) : HIGHEST[p]
        LOWEST[p] = C[i] == 3 ? lower(LOWEST[p], E[i]) : LOWEST[p]
    }
    print ""; print ""
    unset print
}

# ---- paper --------------------------------------------------------------------------------------------
several(n) = n == 1 ? "one" : n == 2 ? "two" : n == 4 ? "four" : n == 6 ? "six" : n == 8 ? "eight" : sprintf("%d", n)
TITLE = PANELS == 2 && SPURIOUS[1] == 0 && SPURIOUS[2] > 0 ? \
    sprintf("Two patterns leave no false memory; a third one makes %s", several(SPURIOUS[2])) : \
    "Energies of all states of a small network"
SUBTITLE = sprintf("Every one of the %d states, sorted by energy; local minima marked. Hebb rule", STATES)
TOP = head(0) + 44
GAPX = 34
LEFT = 62
ONE = NARROW ? W - 24 - LEFT : (W - 24 - LEFT - GAPX)/2.
TALL = NARROW ? 230 : 300
H = TOP + (NARROW ? PANELS*TALL + (PANELS - 1)*84 : TALL) + 56
PAD = (NARROW ? 0.13 : 0.08)*(Y1 - Y0)
@OPEN
set logscale x 2
unset mxtics
set xrange [0.85:1.15*STATES]
set yrange [Y0-PAD:Y1+PAD]
do for [p=1:PANELS] {
    x0 = NARROW ? LEFT : LEFT + (p - 1)*(ONE + GAPX)
    y0 = NARROW ? TOP + (p - 1)*(TALL + 84) : TOP
    eval panel(x0, y0, x0 + ONE, y0 + TALL)
    if (p == 1) { @HEADLINES } else { unset label 9001; unset label 9002 }
    if (p == 1 || NARROW) { eval yname(letter(p == 1 ? "a" : "b")."energy".v("E"), 16) } else { set label 9003 letter("b") at graph 0,graph 1 left offset 0,0.95 tc rgb MUTE front }
    set label 2 sprintf("%s = %g stored patterns", vi("P"), P[p]) at graph 1,graph 1 right offset 0,0.95 tc rgb INK
    set xtics (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
    eval ticks("y", Y0, Y1, 5)
    if (p == 2 && !NARROW) { set format y "" }
    eval xname("rank of the state, lowest energy first")
    set label 3 "stored (filled) and\nmirror images (open)" at FAR[p],HIGHEST[p] offset 1.4,0.5 left tc rgb S[1]
    unset label 4
    if (SPURIOUS[p] > 0) {
        set label 4 sprintf("%s spurious\n%s", several(SPURIOUS[p]), SPURIOUS[p] == 1 ? "minimum" : "minima") at FIRST[p],LOWEST[p] offset -1.2,0.8 right tc rgb S[4]
    }
    plot $ROWS index p-1 using 1:($3 == 0 ? $2 : NaN) with points pt 7 ps 0.28 lc rgb AXIS title "other states", \
         $ROWS index p-1 using 1:($3 == 3 ? $2 : NaN) with points pt 9 ps 0.9 lc rgb S[4] title "spurious minimum", \
         $ROWS index p-1 using 1:($3 == 2 ? $2 : NaN) with points pt 7 ps 0.85 lc rgb PAPER title "", \
         $ROWS index p-1 using 1:($3 == 2 ? $2 : NaN) with points pt 6 ps 0.75 lw 1.6 lc rgb S[1] title "mirror image", \
         $ROWS index p-1 using 1:($3 == 1 ? $2 : NaN) with points pt 7 ps 0.85 lc rgb S[1] title "stored pattern"
}
unset multiplot
