// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums the XML reports of Surefire and Failsafe below a directory and prints three numbers: passed,
 * failed (errors included) and skipped. A report that cannot be read ends the program with an error:
 * better no number than a wrong one.
 */
final class CountTests {

  private CountTests() {}

  public static void main(String[] args) throws IOException, XMLStreamException {
    long passed = 0;
    long failed = 0;
    long skipped = 0;
    for (Path report : reports(Path.of(args[0]).toAbsolutePath())) {
      try (InputStream in = Files.newInputStream(report)) {
        XMLStreamReader suite = XMLInputFactory.newInstance().createXMLStreamReader(in);
        suite.nextTag();
        long wrong = number(suite, "failures") + number(suite, "errors");
        long left = number(suite, "skipped");
        passed += number(suite, "tests") - wrong - left;
        failed += wrong;
        skipped += left;
      }
    }
    System.out.println(passed + " " + failed + " " + skipped);
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(CountTests::isReport).toList();
    }
  }

  private static boolean isReport(Path file) {
    String folder = String.valueOf(file.getParent().getFileName());
    String name = file.getFileName().toString();
    return (folder.equals("surefire-reports") || folder.equals("failsafe-reports"))
        && name.startsWith("TEST-")
        && name.endsWith(".xml");
  }

  private static long number(XMLStreamReader suite, String attribute) {
    return Long.parseLong(suite.getAttributeValue(null, attribute));
  }
}
