import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * Reads lines of a pattern and its events, as JSON texts between tabs. Answers each line with what AWS's engine says:
 * a 1 for each event that matches and a 0 for each that does not, or "refused" for what is no pattern.
 */
public class Verdicts {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) out.println(verdict(line.split("\t")));
    out.flush();
  }

  private static String verdict(String[] texts) throws Exception {
    // Strict: a path that a pattern gives twice is refused, where the engine would else keep the last one.
    if (JsonRuleCompiler.check(texts[0], false) != null) return "refused";
    StringBuilder verdicts = new StringBuilder();
    try {
      Machine machine = Machine.builder().withOverridesForDuplicateRules(false).build();
      machine.addRule("pattern", texts[0]);
      for (int index = 1; index < texts.length; index += 1) {
        verdicts.append(machine.rulesForJSONEvent(texts[index]).isEmpty() ? '0' : '1');
      }
    } catch (RuntimeException | AssertionError broken) {
      return "broken";
    }
    return verdicts.toString();
  }
}
