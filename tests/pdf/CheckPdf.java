import java.io.FileInputStream;
import java.io.InputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks each file named on the command line against PDF/UA-1 and PDF/A-2a; prints one line a verdict or failure. */
public class CheckPdf {
    private static final List<PDFAFlavour> STANDARDS = List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_2_A);

    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            for (PDFAFlavour standard : STANDARDS) {
                check(path, standard);
            }
        }
    }

    private static void check(String path, PDFAFlavour standard) throws Exception {
        try (InputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, standard);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(standard, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println(path + "\t" + standard.getId() + "\t" + (result.isCompliant() ? "pass" : "fail"));
            for (TestAssertion failed : result.getTestAssertions()) {
                System.out.println(path + "\t" + standard.getId() + "\t" + failed.getRuleId().getClause() + "-"
                        + failed.getRuleId().getTestNumber() + " " + failed.getMessage().replace('\n', ' ') + " at "
                        + failed.getLocation().getContext());
            }
        }
    }
}
