# hopfield_energy.gp - the energy of single runs as they descend, one panel per number of patterns, one
# line per share of reversed neurons in the cue; the energy of the pattern itself as a line.
#
# Needs the axes patterns and noise, the array metric energy over frame and the metric pattern_energy.
load "style.gp"

eval table("summary_energy.tsv")
eval levels("patterns")
PANELS = min_(LEVELS, 2)
array P[PANELS]
do for [p=1:PANELS] { P[p] = LEVEL[p] }
eval levels("noise")
N = LEVELS
cp = col("patterns"); cz = col("noise"); cf = col("frame")
eval span('column(cf)')
X1 = HIGH
eval span('m("energy_mean")')
Y0 = LOW; Y1 = HIGH
do for [p=1:PANELS] {
    do for [i=1:N] { eval keep('(column(cf)):(m("energy_mean"))', 'column(cp) == P[p] && at_level(i, cz)') }
}
eval table("summary.tsv")
cp = col("patterns")
array PATTERN[PANELS]
do for [p=1:PANELS] { eval span('column(cp) == P[p] ? m("pattern_energy_mean") : NaN'); PATTERN[p] = LOW }

TITLE = "The energy only descends, but not always to that of the pattern"
SUBTITLE = "Single runs of networks of 576 neurons, from a stored pattern with some neurons reversed"
LEFT = 66
TOP = head(0) + 40
GAPX = 40
RIGHT = W - (NARROW ? 24 : 24)
ONE = NARROW ? RIGHT - LEFT : (RIGHT - LEFT - GAPX)/2.
TALL = NARROW ? 220 : 290
H = TOP + (NARROW ? PANELS*TALL + (PANELS - 1)*92 : TALL) + 56
Y0 = Y0 - 0.05*(Y1 - Y0); Y1 = Y1 + 0.05*(Y1 - Y0)
SHOWN = min_(X1, 4.)
@OPEN
set xrange [0:SHOWN]; set yrange [Y0:Y1]
do for [p=1:PANELS] {
    x0 = NARROW ? LEFT : LEFT + (p - 1)*(ONE + GAPX); y0 = NARROW ? TOP + (p - 1)*(TALL + 92) : TOP
    eval panel(x0, y0, x0 + ONE, y0 + TALL)
    if (p == 1) { @HEADLINES } else { unset label 9001; unset label 9002 }
    if (p == 1 || NARROW) { eval yname(letter(p == 1 ? "a" : "b")."energy per neuron", 16) } else { set label 9003 letter("b") at graph 0,graph 1 left offset 0,0.95 tc rgb MUTE front }
    eval xname("sweeps")
    eval ticks("x", 0, SHOWN, 5)
    eval ticks("y", Y0, Y1, 6)
    if (p == 2 && !NARROW) { set format y "" }
    set label 2 sprintf("%g patterns, load %.2f", P[p], P[p]/576.) at graph 1,graph 1 right offset 0,0.95 tc rgb INK
    set label 3 (p == 1 ? "energy of the pattern" : "") at SHOWN,PATTERN[p] right offset 0,-0.75 tc rgb MUTE front
    set label 4 sprintf("%.0f".NB."%% reversed", 100*LEVEL[N]) at graph 0.13,first 0.05*Y0 left offset 0,-0.35 tc rgb tint(N, N)
    set label 5 sprintf("%.0f".NB."%%", 100*LEVEL[1]) at 0.015*SHOWN,PATTERN[p] left offset 0,0.62 tc rgb tint(1, N)
    set arrow 1 from 0,PATTERN[p] to SHOWN,PATTERN[p] nohead ls 21 back
    o = (p - 1)*N
    plot for [i=1:N] $ROWS index o+i-1 using 1:2 with lines lw 1.3 lc rgb tint(i, N) title sprintf("%.0f %% reversed", 100*LEVEL[i])
}
unset multiplot
