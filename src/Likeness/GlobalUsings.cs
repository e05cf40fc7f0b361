// What identifies a picture file and its content is the same from the scanner to the catalog.
global using Likeness.Imaging.Scanning;
global using ContentHash = Likeness.Imaging.Decoding.ContentHash;
