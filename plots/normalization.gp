# normalization.gp - gradient at the first layer over that at the last against depth, for each
# activation: without normalisation, with layer and with batch normalisation.
#
# Needs the axes activation, normalization and depth and the metric log10_gradient_ratio with theory.
load "style.gp"

KINDS = "sigmoid tanh relu"
array NAME[3] = ["sigmoid", "tanh", "ReLU"]
NORMS = "none layer batch"
array COLOUR[3] = [S[6], S[1], S[2]]
K = 3; N = 3

# ---- data: blocks N(k-1) + i - 1 measured, and NK later theory ---------------------------------------
eval table("summary.tsv")
eval span('m("log10_gradient_ratio_n")')
REPLICATES = sprintf("%.0f", HIGH)
eval span('m("depth")')
D0 = LOW; D1 = HIGH
is(k, i) = strcol(col("activation")) eq word(KINDS, k) && strcol(col("normalization")) eq word(NORMS, i)
do for [k=1:K] {
    do for [i=1:N] {
        eval keep('(m("depth")):(m("log10_gradient_ratio_mean")):(m("log10_gradient_ratio_ci_low")):(m("log10_gradient_ratio_ci_high"))', 'is(k, i)')
    }
}
array END_A[K*N]
do for [k=1:K] {
    do for [i=1:N] {
        eval keep('(m("depth")):(m("log10_gradient_ratio_theory"))', 'is(k, i)')
        eval span('is(k, i) && m("depth") == D1 ? m("log10_gradient_ratio_theory") : NaN')
        END_A[N*(k-1)+i] = LOW == LOW ? LOW : 0
    }
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Layer normalisation steadies ReLU alone; batch normalisation explodes"
SUBTITLE = "Gradient norm at the first layer over that at the last, He’s weights, geometric mean of ".REPLICATES.\
    " networks; bars: 95".NB."% intervals. Lines: theory for the batch of 16"
TOP = head(0) + 40
GAP = NARROW ? 92 : 0
WIDE = NARROW ? W - 62 - 90 : (W - 3*62 - 3*48)/3.
TALL = 250
left(k) = NARROW ? 62 : 62 + (k-1)*(WIDE + 62 + 48)
top(k) = NARROW ? TOP + (k-1)*(TALL + GAP) : TOP
H = top(K) + TALL + 56
@OPEN
set xrange [0:1.03*D1]
set xtics 0,20
do for [k=1:K] {
    unset label
    eval panel(left(k), top(k), left(k) + WIDE, top(k) + TALL)
    if (k == 1) { @HEADLINES }
    eval yname(letter(word("a b c", k)).NAME[k], left(k) - 46)
    eval xname("depth")
    low = high = 0
    do for [i=1:N] { low = min_(low, END_A[N*(k-1)+i]); high = max_(high, END_A[N*(k-1)+i]) }
    step = high - low > 20 ? 10 : high - low > 3 ? 2 : 1
    low = step*floor(low/step - 0.05); high = step*ceil(high/step + 0.05)
    set yrange [low:high]
    set ytics low,step,high format "10^{%g}"
    ENDS = N
    array END_Y[N]
    do for [i=1:N] { END_Y[i] = END_A[N*(k-1)+i] }
    END_GAP = 15.*(high - low)/TALL; END_LOW = low; END_HIGH = high
    do for [i=1:N] { set label 10+i word(NORMS, i) at first D1,end_label(i) offset 0.8,0 left tc rgb COLOUR[i] font SMALL }
    plot for [i=1:N] $ROWS index K*N+N*(k-1)+i-1 using 1:2 with lines lw 1.4 lc rgb COLOUR[i] title NAME[k].", ".word(NORMS, i).", theory", \
         for [i=1:N] $ROWS index N*(k-1)+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title NAME[k].", ".word(NORMS, i).", 95 % interval", \
         for [i=1:N] $ROWS index N*(k-1)+i-1 using 1:2 with points pt 7 ps 0.5 lc rgb COLOUR[i] title NAME[k].", ".word(NORMS, i).", measured"
}
unset multiplot
