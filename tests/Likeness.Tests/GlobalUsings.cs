// As in the project under test.
global using Likeness.Imaging.Scanning;
global using ContentHash = Likeness.Imaging.Decoding.ContentHash;
