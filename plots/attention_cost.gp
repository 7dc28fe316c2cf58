# attention_cost.gp - time, memory and rate of attention against the length, for three methods.
#
# Needs the axes method, mask and length and the metrics seconds, peak_bytes, gflops and flops; shows
# the derived numbers seconds_exponent and memory_exponent where they exist, and the peak rate.
load "style.gp"

METHODS = "naive tiled linear"
array HUE[3] = [S[2], S[1], S[3]]

# ---- data: blocks 3 k + i - 1: method i, k = 0 full, 1 causal; block 6 over budget -------------------
eval table("summary.tsv")
cm = col("method"); ck = col("mask"); cn = col("length")
eval span('m("length")')
X0 = LOW; X1 = HIGH
eval span('m("seconds_n")')
REPLICATES = HIGH
eval span('m("seconds_mean")')
T0 = LOW; T1 = HIGH
eval span('m("peak_bytes_mean")')
B0 = LOW; B1 = HIGH
eval span('m("peak_gflops_mean")')
PEAK = HIGH
MISSING = 0
do for [k=0:1] {
    do for [i=1:3] {
        eval keep('(m("length")):(m("seconds_mean")):(m("seconds_low_mean")):(m("seconds_high_mean")):(m("peak_bytes_mean")):(m("gflops_mean"))', \
            'strcol(cm) eq word(METHODS, '.i.') && strcol(ck) eq "'.word("full causal", k+1).'"')
    }
}
# What was not run has no values: only its length may be asked for.
eval keep('(m("length"))', 'strcol(cm) eq "naive" && strcol(ck) eq "full" && !(m("flops_mean") == m("flops_mean"))')
eval span('strcol(cm) eq "naive" && !(m("flops_mean") == m("flops_mean")) ? m("length") : NaN')
MISSING = LOW == LOW
OVER = LOW
array BEND[3]; array MEND[3]; array TEND[3]; array MEM[3]; array TIME[3]; array RATE[3]; array LAST[3]
do for [i=1:3] {
    BEND[i] = NaN; MEND[i] = NaN
    eval span('strcol(cm) eq word(METHODS, i) && strcol(ck) eq "full" && m("flops_mean") == m("flops_mean") ? m("length") : NaN')
    LAST[i] = HIGH
    eval span('strcol(cm) eq word(METHODS, i) && strcol(ck) eq "full" && m("length") == LAST[i] ? m("seconds_mean") : NaN')
    TIME[i] = HIGH
    eval span('strcol(cm) eq word(METHODS, i) && strcol(ck) eq "full" && m("length") == LAST[i] ? m("peak_bytes_mean") : NaN')
    MEM[i] = HIGH
    eval span('strcol(cm) eq word(METHODS, i) && strcol(ck) eq "full" && m("length") == LAST[i] ? m("gflops_mean") : NaN')
    RATE[i] = HIGH
}
if (have("derived.tsv")) {
    eval table("derived.tsv")
    if (col("method")) {
        do for [i=1:3] {
            eval span('strcol(1) eq "seconds_exponent" && strcol(col("method")) eq word(METHODS, i) && strcol(col("mask")) eq "full" ? m("value") : NaN')
            BEND[i] = LOW
            eval span('strcol(1) eq "memory_exponent" && strcol(col("method")) eq word(METHODS, i) && strcol(col("mask")) eq "full" ? m("value") : NaN')
            MEND[i] = LOW
        }
    }
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Tiling removes the quadratic memory of attention, not its quadratic time"
SUBTITLE = "One head of 64 dimensions, single precision, one thread. Filled: all keys seen, open: causal mask. Medians of calls, bars: quartiles; bytes are counted"
TOP = head(0) + 40
LEFT = 66
RIGHT = W - 24
A_RIGHT = RIGHT - 96
A_BOTTOM = TOP + 250
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 190
B_RIGHT = NARROW ? RIGHT - 70 : LEFT + 0.42*(RIGHT - LEFT)
C_LEFT = NARROW ? LEFT : B_RIGHT + 126
C_TOP = NARROW ? B_BOTTOM + 92 : B_TOP
C_BOTTOM = C_TOP + 190
C_RIGHT = RIGHT - (NARROW ? 70 : 44)
H = C_BOTTOM + 56
@OPEN
bend(b) = b == b ? NB."∝".NB.vi("n").sprintf("^{%.2f}", b) : ""
lengths = 'set xtics ("" 64); do for [k_=6:20:2] { set xtics add ((k_ < 10 ? sprintf("%d", 2**k_) : sprintf("%dk", 2**(k_-10))) 2**k_) }'
set logscale x 2
set xrange [X0/1.25:X1*1.25]
set logscale y 10

# ---- a: time ----------------------------------------------------------------------------------------
eval panel(LEFT, TOP, A_RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."time per call", 16)
eval xname("length".v("n")."in tokens")
eval lengths
Y0 = 10**floor(log10(T0)); Y1 = 10**ceil(log10(T1))
set yrange [Y0:Y1]
set ytics ("1 µs" 1e-6, "10 µs" 1e-5, "0.1 ms" 1e-4, "1 ms" 1e-3, "10 ms" 1e-2, "0.1 s" 0.1, "1 s" 1, "10 s" 10, "100 s" 100)
ENDS = 3
array END_Y[3]
do for [i=1:3] { END_Y[i] = log10(TIME[i]/Y0)/log10(Y1/Y0) }
END_GAP = 17./(A_BOTTOM - TOP); END_LOW = 0; END_HIGH = 1
do for [i=1:3] {
    set label 10+i word(METHODS, i).bend(BEND[i]) at LAST[i]*1.25,graph end_label(i) offset 0.6,0 left tc rgb HUE[i]
}
if (MISSING && OVER > 1.9*LAST[1]) { set label 11 at LAST[1],graph END_Y[1] offset -1.2,0.4 right }
plot for [i=1:3] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(HUE[i]) title "guide, ".word(METHODS, i), \
     for [i=1:3] $ROWS index i+2 using 1:2 with lines lw 1 lc rgb faint(HUE[i]) title "guide, causal ".word(METHODS, i), \
     for [i=1:3] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb HUE[i] title "quartiles, ".word(METHODS, i), \
     for [i=1:3] $ROWS index i+2 using 1:2 with points pt 6 ps 0.5 lw 1.2 lc rgb HUE[i] title "median, causal ".word(METHODS, i), \
     for [i=1:3] $ROWS index i-1 using 1:2 with points pt 7 ps 0.5 lc rgb HUE[i] title "median, ".word(METHODS, i)

# ---- b: memory --------------------------------------------------------------------------------------
unset label
eval panel(LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."memory beyond inputs and output", 16)
eval xname("length".v("n"))
eval lengths
Y0 = B0/2; Y1 = max_(B1, MISSING ? 4.*X1**2 : B1)*2.5
set yrange [Y0:Y1]
set ytics ("16 kB" 2.**14, "1 MB" 2.**20, "64 MB" 2.**26, "1 GB" 2.**30, "16 GB" 2.**34)
do for [i=1:3] { END_Y[i] = log10(MEM[i]/Y0)/log10(Y1/Y0) }
END_GAP = 17./(B_BOTTOM - B_TOP)
do for [i=1:3] {
    set label 10+i word(METHODS, i).(MEND[i] == MEND[i] && MEND[i] > 0.01 ? bend(MEND[i]) : "") at X1*1.25,graph end_label(i) offset 0.6,0 left tc rgb HUE[i]
}
if (MISSING) {
    set label 11 at LAST[1],MEM[1] offset -1.2,0.4 right
    set label 20 "over budget,\nnot run" at OVER,4.*OVER**2 offset 0.9,0.3 left font SMALL tc rgb FAIL
}
plot for [i=1:3] $ROWS index i-1 using 1:5 with lines lw 1 lc rgb faint(HUE[i]) title "guide, ".word(METHODS, i), \
     for [i=1:3] $ROWS index i-1 using 1:5 with points pt 7 ps 0.5 lc rgb HUE[i] title "bytes, ".word(METHODS, i), \
     $ROWS index 6 using 1:(4*$1**2) with points pt 2 ps 0.7 lw 1.8 lc rgb FAIL title "naive: over budget, not run"

# ---- c: rate ----------------------------------------------------------------------------------------
unset label
eval panel(C_LEFT, C_TOP, C_RIGHT, C_BOTTOM)
eval yname(letter("c")."rate in 10^9 operations per second", C_LEFT - 46)
eval xname("length".v("n"))
eval lengths
unset logscale y
Y1 = PEAK == PEAK ? 1.12*PEAK : 100
set yrange [0:Y1]
unset ytics
set ytics nomirror out scale 0.45,0.25 textcolor rgb INK format "%g"
eval ticks("y", 0, Y1, 5)
if (PEAK == PEAK) {
    set arrow 1 from graph 0,first PEAK to graph 1,first PEAK nohead ls 21 back
    set label 20 "multiply-adds alone" at graph 0.02,first PEAK offset 0,0.55 left font SMALL tc rgb MUTE
}
do for [i=1:3] { END_Y[i] = RATE[i]/Y1 }
END_GAP = 15./(C_BOTTOM - C_TOP)
do for [i=1:3] {
    set label 10+i word(METHODS, i) at X1*1.25,graph end_label(i) offset 0.5,0 left tc rgb HUE[i]
}
plot for [i=1:3] $ROWS index i-1 using 1:6 with lines lw 1 lc rgb faint(HUE[i]) title "guide, ".word(METHODS, i), \
     for [i=1:3] $ROWS index i-1 using 1:6 with points pt 7 ps 0.5 lc rgb HUE[i] title "rate, ".word(METHODS, i)
unset multiplot
