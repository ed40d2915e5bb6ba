package dev.kyoto.bench.contest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;

/** Draws Kyoto's figure as a multiple of each peer's, program by program: below one Kyoto is faster. */
final class Plot {
    private static final int WIDTH_EACH = 26;
    private static final int MARGIN = 300;
    private static final int HEIGHT = 700;

    private Plot() {}

    static void write(Scores scores, Path file) throws IOException {
        var shown = scores.programs().stream().filter(it -> scores.best(it).isPresent()).toList();
        if (shown.isEmpty()) {
            return;
        }
        var chart =
                new CategoryChartBuilder()
                        .width(MARGIN + WIDTH_EACH * shown.size())
                        .height(HEIGHT)
                        .title(
                                "Kyoto's figure as a multiple of each peer's (below 1: Kyoto is faster)")
                        .yAxisTitle("ratio")
                        .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisLabelRotation(90);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Stick);
        var names = shown.stream().map(Program::name).toList();
        for (var peer : scores.peers()) {
            List<Double> ratios = new ArrayList<>();
            for (var program : shown) {
                var ratio = scores.ratio(program, peer);
                ratios.add(ratio.isPresent() ? ratio.getAsDouble() : Double.NaN);
            }
            if (ratios.stream().anyMatch(it -> !it.isNaN())) {
                chart.addSeries(peer, names, ratios);
            }
        }
        // The encoder adds the suffix by itself.
        var name = file.toString();
        VectorGraphicsEncoder.saveVectorGraphic(
                chart,
                name.substring(0, name.length() - ".svg".length()),
                VectorGraphicsFormat.SVG);
    }
}
