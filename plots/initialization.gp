# initialization.gp - how much of a gradient is left after many layers, over the plane of weight and
# bias scales, with the line chi = 1 between order and chaos.
#
# Needs the axes weight_scale and bias_scale, the metrics log10_gradient_ratio and
# critical_weight_scale; shows the derived measured_line (one per bias_scale) where it exists.
load "style.gp"

# ---- data: the plane; block 0 theory's line, 1 the measured one -------------------------------------
eval table("summary.tsv")
eval levels("weight_scale")
NX = LEVELS; X0 = LEVEL[1]; X1 = LEVEL[LEVELS]
eval levels("bias_scale")
NY = LEVELS; Y0 = LEVEL[1]; Y1 = LEVEL[LEVELS]
DX = NX > 1 ? (X1 - X0)/(NX - 1.) : 1
DY = NY > 1 ? (Y1 - Y0)/(NY - 1.) : 1
set table $MAP
plot TABLE using (m("weight_scale")):(m("bias_scale")):(m("log10_gradient_ratio_mean")) with table
unset table
eval keep('(m("critical_weight_scale")):(m("bias_scale"))', 'm("weight_scale") == X0 && m("critical_weight_scale") == m("critical_weight_scale")')
eval span('m("log10_gradient_ratio_n")')
REPLICATES = sprintf("%.0f", HIGH)
LINE = 0
if (have("derived.tsv")) {
    eval table("derived.tsv")
    if (col("bias_scale")) {
        eval keep('(m("value")):(m("bias_scale")):(m("ci_low")):(m("ci_high"))', 'strcol(1) eq "measured_line" && m("value") == m("value")')
        LINE = 1
    }
}

TITLE = "Order and chaos meet where χ = 1"
SUBTITLE = "Fifty tanh layers of 128 units: log₁₀ of the gradient norm at the first layer over that at the last, mean of ".\
    REPLICATES." networks. Line: theory. Dots: where the measured factor per layer is 1"
TOP = head(0) + 40
BOTTOM = TOP + 330
RIGHT = W - 96
H = BOTTOM + 56
@OPEN
eval panel(62, TOP, RIGHT, BOTTOM)
@HEADLINES
eval yname("standard deviation of the biases".v("σ_b"), 16)
eval xname("weight scale".v("σ_w")."(weights of variance ".vi("σ_w")."²/".vi("n").")")
@DIV
@BAR
set cbrange [-10:10]
set cbtics 5 format "%+g"
unset grid
set xrange [X0-0.5*DX:X1+0.5*DX]; set yrange [Y0-0.5*DY:Y1+0.5*DY]
eval ticks("x", X0, X1, 6)
eval ticks("y", Y0, Y1, 6)
set label 1 "order:\ngradients vanish" at graph 0.04,0.90 left tc rgb "#ffffff" front
set label 2 "chaos:\ngradients explode" at graph 0.96,0.14 right tc rgb "#ffffff" front
set label 3 "χ = 1" at graph 0.615,0.94 left tc rgb INK front
plot $MAP using 1:2:3 with image @IMAGE title "log10 of the ratio of norms", \
     $ROWS index 0 using 1:2 with lines ls 20 title "chi = 1, theory", \
     for [k=1:LINE] $ROWS index 1 using 3:2:($4-$3):(0) with vectors nohead lw 1.1 lc rgb INK title "95 % interval", \
     for [k=1:LINE] $ROWS index 1 using 1:2 with points pt 7 ps 0.55 lc rgb INK title "measured"
unset multiplot
