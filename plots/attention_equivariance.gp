# attention_equivariance.gp - how far outputs of self-attention change when its tokens change places.
#
# Needs the axes position, mask and length and the metrics equivariance_error, invariance_error and
# pooled_error.
load "style.gp"

# ---- data: blocks 0 .. 4 -----------------------------------------------------------------------------
eval table("summary.tsv")
cp = col("position"); ck = col("mask")
WHICH = "equivariance_error invariance_error pooled_error equivariance_error equivariance_error"
POSITION = "none none none sinusoidal none"
MASK = "full full full full causal"
K = 5
do for [i=1:K] {
    eval keep('(m("length")):(m("'.word(WHICH, i).'_mean"))', 'strcol(cp) eq "'.word(POSITION, i).'" && strcol(ck) eq "'.word(MASK, i).'"')
}
eval span('m("length")')
X0 = LOW; X1 = HIGH
eval span('m("equivariance_error_n")')
REPLICATES = HIGH
ENDS = K
array END_Y[K]
low = -17.; high = 1.5
do for [i=1:K] {
    eval span('strcol(cp) eq word(POSITION, i) && strcol(ck) eq word(MASK, i) && m("length") == X1 ? column(col(word(WHICH, i)."_mean")) : NaN')
    END_Y[i] = LOW > 0 ? (log10(LOW) - low)/(high - low) : 0
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Without positions attention moves with its tokens, and only their mean stays"
SUBTITLE = "One layer of self-attention f, four heads, double precision; tokens x in order and permuted by P. Largest differences, means of ".sprintf("%.0f", REPLICATES)." networks"
TOP = head(0) + 40
LEFT = 62
RIGHT = W - (NARROW ? 150 : 250)
BOTTOM = TOP + 300
H = BOTTOM + 56
array TEXT_[5]
TEXT_[1] = vi("f").NB."(".vi("Px").")".NB."−".NB.vi("P").NB.vi("f").NB."(".vi("x").")".(NARROW ? "" : ": equivariant")
TEXT_[2] = vi("f").NB."(".vi("Px").")".NB."−".NB.vi("f").NB."(".vi("x").")".(NARROW ? "" : ": not invariant")
TEXT_[3] = "means over tokens".(NARROW ? "" : ": invariant")
TEXT_[4] = (NARROW ? "" : vi("f").NB."(".vi("Px").")".NB."−".NB.vi("P").NB.vi("f").NB."(".vi("x").") ")."with sinusoids"
TEXT_[5] = (NARROW ? "" : vi("f").NB."(".vi("Px").")".NB."−".NB.vi("P").NB.vi("f").NB."(".vi("x").") ")."with a causal mask"
array HUE[5] = [S[1], S[2], S[3], S[4], S[6]]
@OPEN
eval panel(LEFT, TOP, RIGHT, BOTTOM)
@HEADLINES
eval yname("largest difference of outputs", 16)
eval xname("number of tokens")
set logscale x 2
set logscale y 10
set xrange [X0/1.15:X1*1.15]
set xtics 2
set yrange [10**low:10**high]
set ytics 1e-16,1e4,1 format "10^{%T}"
unset mytics
END_GAP = 17./(BOTTOM - TOP); END_LOW = 0; END_HIGH = 1
do for [i=1:K] { set label i TEXT_[i] at X1*1.15,graph end_label(i) offset 0.6,0 left tc rgb HUE[i] }
set label 20 "rounding of double precision" at graph 0.02,first 2.2e-16 offset 0,-0.7 left font SMALL tc rgb MUTE
set arrow 1 from graph 0,first 2.2e-16 to graph 1,first 2.2e-16 nohead ls 21 back
plot for [i=1:K] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(HUE[i]) title "guide", \
     for [i=1:K] $ROWS index i-1 using 1:2 with points pt 7 ps 0.5 lc rgb HUE[i] title "largest difference"
unset multiplot
