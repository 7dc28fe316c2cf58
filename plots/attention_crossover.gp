# attention_crossover.gp - operations of self-attention with its projections against the length, for
# several widths, and the exponent with which they grow.
#
# Needs the axes heads and length, heads of 64 dimensions, and the metrics flops, flops_theory and
# seconds.
load "style.gp"

DIM = 64

# ---- data: blocks i - 1: operations and time at each length -------------------------------------------
eval table("summary.tsv")
ch = col("heads")
eval levels("heads")
N = LEVELS
eval span('m("length")')
X0 = LOW; X1 = HIGH
eval span('m("flops_mean")')
Y0 = 10**floor(log10(LOW)); Y1 = 10**ceil(log10(HIGH))
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval keep('(m("length")):(m("flops_mean")):(m("seconds_mean"))', 'at_level(i, ch)')
    eval span('at_level(i, ch) && m("length") == X1 ? m("flops_mean") : NaN')
    END_Y[i] = log10(LOW/Y0)/log10(Y1/Y0)
}
width(i) = LEVEL[i]*DIM
# Blocks N + i - 1: exponent between a length and the next, at their geometric mean.
do for [i=1:N] {
    unset datafile columnheaders
    set datafile separator whitespace
    set print $ROWS append
    lx = ly = lt = NaN
    line = "NaN NaN NaN NaN\n"
    stats $ROWS index i-1 using ($1 == $1 && lx == lx ? (line = line.sprintf("%.9g %.9g %.9g\n", sqrt($1*lx), log($2/ly)/log($1/lx), log($3/lt)/log($1/lx))) : 0, lx = $1, ly = $2, lt = $3, 0) nooutput
    print line
    print ""
    print ""
    unset print
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Attention is quadratic only beyond twice the width of the model"
SUBTITLE = "Self-attention of width d with its projections, heads of 64 dimensions. Points: counted operations; lines: 8".NB."n".NB."d²".NB."+".NB."4".NB."n²".NB."d"
TOP = head(0) + 40
LEFT = 62
RIGHT = W - 92
A_BOTTOM = TOP + 220
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 220
H = B_BOTTOM + 56
@OPEN
set logscale x 2
set xrange [X0/1.2:X1*1.2]
set xtics 1,4
operations(n, d) = 8*n*d**2 + 4*n**2*d
exponent(n, d) = 1 + n/(2*d + n)

# ---- a: operations ----------------------------------------------------------------------------------
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."operations", 16)
eval xname("length".v("n")."in tokens")
set logscale y 10
set yrange [Y0:Y1]
set ytics Y0,100 format "10^{%T}"
unset mytics
END_GAP = 16./(A_BOTTOM - TOP); END_LOW = 0; END_HIGH = 1
do for [i=1:N] {
    set label i "".(rank_(i) == N ? vi("d").NB."=".NB : "").whole(width(i)) at X1*1.2,graph end_label(i) offset 0.5,0 left tc rgb tint(i, N)
}
plot for [i=1:N] operations(x, width(i)) with lines lw 1.4 lc rgb tint(i, N) title sprintf("theory, d = %.0f", width(i)), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title sprintf("counted, d = %.0f", width(i))

# ---- b: exponent ------------------------------------------------------------------------------------
unset label
unset logscale y
eval panel(LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."exponent in the length; rings: ".vi("n").NB."=".NB."2".vi("d"), 16)
eval xname("length".v("n")."in tokens")
set yrange [0.95:2.05]
unset ytics
set ytics 1,0.25,2 nomirror out scale 0.45,0.25 textcolor rgb INK format "%.2f"
set arrow 1 from graph 0,first 2 to graph 1,first 2 nohead ls 21 back
do for [i=1:N] { END_Y[i] = (exponent(X1*1.2, width(i)) - 0.95)/1.1 }
END_GAP = 16./(B_BOTTOM - B_TOP)
do for [i=1:N] {
    set label i "".(rank_(i) == N ? vi("d").NB."=".NB : "").whole(width(i)) at X1*1.2,graph end_label(i) offset 0.5,0 left tc rgb tint(i, N)
}
plot for [i=1:N] exponent(x, width(i)) with lines lw 1.4 lc rgb tint(i, N) title sprintf("theory, d = %.0f", width(i)), \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title sprintf("counted, d = %.0f", width(i)), \
     for [i=1:N] "+" every ::::0 using (2*width(i)):(1.5) with points pt 6 ps 1.1 lw 1.2 lc rgb tint(i, N) title "n = 2 d"
unset multiplot
